import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Event } from "./bindings";
import type { Host } from "./host";

/** The name under which the shell sends every event of the core. */
const CHANNEL = "tenantry";

export const tauriHost: Host = {
  call: (command, request) => invoke(command, { request }),
  onEvent(listener, hears) {
    const stopped = listen<Event>(CHANNEL, (event) => listener(event.payload));
    // A page that cannot hear is still shown: it is true when it is read, and goes on by hand.
    const told = () => hears?.();
    stopped.then(told, told);
    return () => {
      stopped.then((stop) => stop());
    };
  },
};
