// The search of the site runs in a worker, which browsers refuse to start from a file. Where the site is opened without
// a server, a hidden frame takes the place of the worker; it understands as much of the interface as the search uses.
if (location.protocol === "file:") {
  // the search looks for this name to know where its files lie
  window.IFrameWorker = window.Worker = class extends EventTarget {
    constructor(address) {
      super()
      this.frame = document.createElement("iframe")
      this.frame.hidden = true
      document.body.appendChild(this.frame)
      const inside = this.frame.contentWindow
      // what the worker says comes as a message of the frame
      window.addEventListener("message", event => {
        if (event.source !== inside) return
        const told = new MessageEvent("message", { data: event.data })
        this.dispatchEvent(told)
        if (this.onmessage) this.onmessage(told)
      })
      inside.document.open()
      inside.document.write("<!doctype html><html><head></head><body></body></html>")
      inside.document.close()
      inside.postMessage = data => window.dispatchEvent(new MessageEvent("message", { data, source: inside }))
      inside.importScripts = (...addresses) =>
        addresses.reduce((before, next) => before.then(() => this.load(next)), Promise.resolve())
      this.ready = this.load(address)
    }

    load(address) {
      return new Promise((resolve, reject) => {
        const script = this.frame.contentDocument.createElement("script")
        script.onload = resolve
        script.onerror = reject
        script.src = address
        this.frame.contentDocument.body.appendChild(script)
      })
    }

    postMessage(data) {
      this.ready.then(() => this.frame.contentWindow.dispatchEvent(new MessageEvent("message", { data })))
    }

    terminate() {
      this.frame.remove()
    }
  }
}
