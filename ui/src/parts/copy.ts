import { useEffect, useState } from "react";

/** Puts text on the clipboard and says so for two seconds. */
export function useCopy() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = window.setTimeout(() => setCopied(false), 2000);
    return () => window.clearTimeout(timer);
  }, [copied]);
  const copy = (text: string) => write(text).then(() => setCopied(true));
  return { copied, copy };
}

async function write(text: string) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Some web views keep the clipboard API from the page; the old way works inside a press of a button.
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}
