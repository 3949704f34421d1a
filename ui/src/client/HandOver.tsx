import {
  Button,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Spinner,
} from "@fluentui/react-components";
import { ChevronDown16Regular } from "@fluentui/react-icons/svg/chevron-down";
import { DocumentPdf20Regular } from "@fluentui/react-icons/svg/document-pdf";
import { useTranslation } from "react-i18next";
import { Written } from "../parts/Written";
import { ProblemBox } from "../problems/ProblemBox";
import { useDo } from "../queries/queries";
import css from "./page.module.css";

/** The languages that it is written in, each in its own words. */
const languages = ["en", "de"] as const;

/** Writes the hand-over pack in the language that is chosen, and says where it is (W12). */
export function useHandOver(client: number) {
  const { t } = useTranslation("page");
  const make = useDo("handover_make");
  const button = (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          icon={make.isPending ? <Spinner size="tiny" aria-hidden /> : <DocumentPdf20Regular />}
          disabledFocusable={make.isPending}
          className={css.opens ?? ""}
          data-testid="hand-over"
        >
          {t(make.isPending ? "handOver.making" : "handOver.make")}&nbsp;
          <ChevronDown16Regular aria-hidden />
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {languages.map((language) => (
            <MenuItem
              key={language}
              onClick={() => make.mutate({ client, language })}
              data-testid={`hand-over-${language}`}
            >
              {t(`handOver.in.${language}`)}
            </MenuItem>
          ))}
        </MenuList>
        <p className={css.where}>{t("handOver.where")}</p>
      </MenuPopover>
    </Menu>
  );
  const answer = make.error ? (
    <ProblemBox problem={make.error} client={client} />
  ) : (
    make.data && <Written words={t("handOver.written")} path={make.data.folder} testid="hand-over-written" />
  );
  return { button, answer };
}
