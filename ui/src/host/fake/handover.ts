import type { Answers } from "../fake";
import type { World } from "./world";

export function handoverCommands(world: World): Pick<Answers, "handover_make"> {
  return {
    handover_make: ({ client, language }) => {
      const name = world.clients.find(({ row }) => row.id === client)?.row.name ?? "client";
      const folder = `/home/technician/Downloads/${name.replaceAll(" ", "-")}-hand-over`;
      const names =
        language === "de"
          ? ["Uebergabe", "Postfaecher", "Ausnahmen", "von-Hand", "Laeufe"]
          : ["hand-over", "mailboxes", "exceptions", "by-hand", "runs"];
      const [pdf, ...csv] = names;
      return { folder, pdf: `${folder}/${pdf}.pdf`, csv: csv.map((one) => `${folder}/${one}.csv`) };
    },
  };
}
