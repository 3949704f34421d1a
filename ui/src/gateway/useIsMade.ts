import { useTranslation } from "react-i18next";
import { useAsk } from "../queries/queries";
import { whereOf } from "./draft";

/** Says of a gateway that is not there yet, and that the core names by its address, where it will be made. */
export function useIsMade(): (address: string) => string {
  const { t } = useTranslation("gateway");
  const usual = useAsk("app_state", null).data?.gatewayDir ?? "";
  return (address) => t("isMade", { where: whereOf(address, usual) });
}
