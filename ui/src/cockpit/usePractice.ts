import { useTranslation } from "react-i18next";
import { go, paths } from "../app/route";
import { useAsk, useDo } from "../queries/queries";

/** Adds a client whose tenant is made up; null where this program was started without practice. */
export function usePractice() {
  const { t } = useTranslation("cockpit");
  const app = useAsk("app_state", null).data;
  const add = useDo("client_add");
  const start = () =>
    add
      .mutateAsync({
        name: t("practiceName"),
        colour: "grape",
        tenant: null,
        gateway: "local",
        practice: true,
      })
      .then(
        ({ row }) => go(paths.step(row.id, "connect")),
        () => {}, // `problem` has it.
      );
  return {
    start: app?.offersPractice ? start : null,
    pending: add.isPending,
    problem: add.error,
    dismiss: add.reset,
  };
}
