import type { Event } from "./bindings";
import { clientCommands } from "./fake/clients";
import { connectCommands } from "./fake/connect";
import { cutoverCommands } from "./fake/cutover";
import { domainCommands } from "./fake/domains";
import { gatewayCommands } from "./fake/gateways";
import { handoverCommands } from "./fake/handover";
import { handCommands } from "./fake/hands";
import { importCommands } from "./fake/importCommands";
import { mailboxCommands } from "./fake/mailboxes";
import { optionCommands } from "./fake/options";
import { pageCommands } from "./fake/page";
import { planCommands } from "./fake/plans";
import { registrationCommands } from "./fake/registration";
import { runCommands } from "./fake/runs";
import { settingsCommands } from "./fake/settings";
import { supportCommands } from "./fake/support";
import { trustCommands } from "./fake/trust";
import { type Size, type World, worldOf } from "./fake/world";
import type { Answer, Command, Host, Request } from "./host";

export type { Size } from "./fake/world";

/** How one command is answered; may throw a `Problem`. */
export type Answers = { [C in Command]: (request: Request<C>) => Answer<C> };

/** A stand-in for the core that tests can look into and push. */
export interface FakeHost extends Host {
  world: World;
  emit(event: Event): void;
  /** Answers one command otherwise from now on. */
  answer<C extends Command>(command: C, how: Answers[C]): void;
  /** Every call so far. */
  calls: { command: Command; request: unknown }[];
}

export function sizeOf(query: string): Size {
  const asked = new URLSearchParams(query).get("fake");
  return asked === "large" || asked === "empty" ? asked : "small";
}

export function fakeHost(size: Size = "small"): FakeHost {
  const listeners = new Set<(event: Event) => void>();
  const emit = (event: Event) => {
    for (const listener of listeners) listener(event);
  };
  const world = worldOf(size, emit);
  const answers: Answers = {
    ...clientCommands(world),
    ...connectCommands(world),
    ...cutoverCommands(world),
    ...domainCommands(world),
    ...gatewayCommands(world),
    ...handCommands(world),
    ...handoverCommands(world),
    ...importCommands(world),
    ...mailboxCommands(world),
    ...optionCommands(world),
    ...pageCommands(world),
    ...planCommands(world),
    ...registrationCommands(world),
    ...runCommands(world),
    ...settingsCommands(world),
    ...supportCommands(),
    ...trustCommands(world),
  };
  const calls: FakeHost["calls"] = [];
  return {
    world,
    emit,
    calls,
    answer: (command, how) => {
      answers[command] = how;
    },
    async call(command, request) {
      calls.push({ command, request });
      return structuredClone(answers[command](request));
    },
    onEvent(listener, hears) {
      listeners.add(listener);
      hears?.();
      return () => listeners.delete(listener);
    },
  };
}
