import { useTranslation } from "react-i18next";
import { TypedConfirm } from "../parts/TypedConfirm";

interface Props {
  /** Of one. */
  name?: string;
  count?: number;
  onConfirm: () => void;
  onClose: () => void;
}

/** What lifting means: the next sync may act on it by itself, and the exception is not kept. */
export function LiftConfirm({ name, count = 1, onConfirm, onClose }: Props) {
  const { t } = useTranslation("exceptions");
  return (
    <TypedConfirm
      title={name === undefined ? t("list.liftTitle", { count }) : t("list.liftNamed", { name })}
      action={name === undefined ? t("list.liftAction", { count }) : t("list.lift")}
      onClose={onClose}
      onConfirm={() => {
        onClose();
        onConfirm();
      }}
    >
      <p>{t("list.liftBody")}</p>
      <p>{t("list.liftGone", { count })}</p>
    </TypedConfirm>
  );
}
