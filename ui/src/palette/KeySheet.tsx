import {
  Button,
  Dialog,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from "@fluentui/react-components";
import { Dismiss20Regular } from "@fluentui/react-icons/svg/dismiss";
import { useTranslation } from "react-i18next";
import { useFocusBack } from "../parts/focusBack";
import { KeyHint } from "../parts/KeyHint";
import { capsOf, keyTable, useIsActive } from "../parts/keys";
import css from "./palette.module.css";

/** `1` to `8` are one line; arrows in pairs share what is held with them. */
function lines(id: string, keys: readonly string[]): string[][] {
  if (id === "tab") return [["Ctrl", "1–8"]];
  if (id === "range") return [["Shift", "↑", "↓"]];
  return keys.map(capsOf);
}

/** All keys, from the table that the pages listen by; what does nothing on this page says so (W11). */
export default function KeySheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  const isActive = useIsActive();
  useFocusBack();
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface className={css.sheet ?? ""} data-testid="key-sheet">
        <DialogBody>
          <DialogTitle
            action={
              <Button
                appearance="subtle"
                icon={<Dismiss20Regular />}
                aria-label={t("common:close")}
                onClick={onClose}
              />
            }
          >
            {t("keys.title")}
          </DialogTitle>
          <DialogContent>
            <p className="quiet">{t("keys.line")}</p>
            <div className={css.columns}>
              {(["everywhere", "clients", "grid"] as const).map((group) => (
                <section key={group}>
                  <h3 className={css.group}>{t(`keys.${group}`)}</h3>
                  <dl className={css.keys}>
                    {keyTable
                      .filter((row) => row.group === group)
                      .map((row) => (
                        <div key={row.id} className={css.row} data-rests={isActive(row) ? undefined : ""}>
                          <dt>
                            {lines(row.id, row.keys).map((caps, index) => (
                              <span key={caps.join()}>
                                {index > 0 && <span className={css.or}>{t("keys.or")}</span>}
                                <KeyHint keys={caps} />
                              </span>
                            ))}
                          </dt>
                          <dd>
                            {t(`key.${row.id}`)}
                            {!isActive(row) && <span className="unseen"> ({t("keys.rests")})</span>}
                          </dd>
                        </div>
                      ))}
                  </dl>
                </section>
              ))}
            </div>
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
