/** Markdown as it is drawn, whatever is written. */
import { render } from "lit";
import { describe, expect, it } from "vitest";
import { plainWords, Spoken } from "../src/chat/spoken";
import { EMPTY } from "../src/chat/turn";
import { drawBlocks, safeAddress } from "../src/markdown/drawing";
import { Blocks, split } from "../src/markdown/lexing";

const drawing = { copy: "Copier", copied: "Copié", copyText: () => undefined };

function drawn(text: string): HTMLElement {
  const box = document.createElement("div");
  render(drawBlocks(new Blocks().of(text), drawing), box);
  return box;
}

describe("what people read", () => {
  it.each([
    ["**gras** et *italique*", "strong", "gras"],
    ["`code`", "code", "code"],
    ["- un\n- deux", "li", "un"],
    ["3. trois\n4. quatre", "ol[start='3'] li", "trois"],
    ["|a|b|\n|-|-|\n|c|d|", "td", "c"],
    ["> cité", "blockquote", "cité"],
    ["## Titre", "[role=heading][aria-level='4']", "Titre"],
    ["```\nune ligne\n```", "pre code", "une ligne"],
    ["[Service-Public](https://www.service-public.fr/)", "a[rel~=nofollow][target=_blank]", "Service-Public"],
    ["~~non~~", "del", "non"],
  ])("%s", (text, selector, words) => {
    expect(drawn(text).querySelector(selector)?.textContent.trim()).toBe(words);
  });

  it("keeps the entities that people write", () => {
    expect(drawn("l&#39;été &amp; l'hiver &lt;3").textContent.trim()).toBe("l'été & l'hiver <3");
  });

  it("breaks lines where they are broken", () => {
    expect(drawn("un\ndeux").querySelectorAll("br")).toHaveLength(1);
  });
});

describe("what is hostile", () => {
  it.each(["<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "a <b onclick=x>b</b>", "<svg onload=x>"])("%s is text", (text) => {
    const box = drawn(text);
    expect(box.querySelector("img, script, b, svg")).toBeNull();
    expect(box.textContent).toContain("<");
  });

  it.each(["javascript:alert(1)", "data:text/html,x", "vbscript:x", "JaVaScript:x", " javascript:x", "file:///etc/passwd", "//evil.example", "/chemin"])(
    "%s is no address",
    (href) => expect(safeAddress(href)).toBeUndefined(),
  );

  it("draws an image as a link", () => {
    const box = drawn("![une photo](https://evil.example/x.png)");
    expect(box.querySelector("img")).toBeNull();
    expect(box.querySelector("a")?.textContent).toBe("une photo");
  });

  it("takes what turns text around out of it", () => {
    expect(drawn("a\u202egpj.exe").textContent).not.toContain("\u202e");
  });

  it.each(["- ".repeat(10_000), ">".repeat(10_000), "[".repeat(20_001), `${"  ".repeat(3000)}- x`])("a shape without end is drawn (%#)", (text) => {
    expect(drawn(`${text}\n\nfin`).textContent).toContain("fin");
  });
});

describe("blocks", () => {
  it("are cut between paragraphs, and not inside a fence or a list", () => {
    expect(split("un\n\ndeux")).toHaveLength(2);
    expect(split("```\nun\n\ndeux\n```")).toHaveLength(1);
    expect(split("- un\n\n  suite\n\n- deux")).toHaveLength(1);
    expect(split("\n\n")).toHaveLength(0);
  });

  it("that are finished are not read again while the last one grows", () => {
    const blocks = new Blocks();
    const [first] = blocks.of("un\n\ndeu");
    expect(blocks.of("un\n\ndeux mots")[0]).toBe(first);
  });

  it("say the same whether they came at once or word by word", () => {
    const text = "Un **mot**.\n\n- a\n- b\n\n```\nx\n\ny\n```\n\nFin.";
    const blocks = new Blocks();
    for (let end = 1; end <= text.length; end++) blocks.of(text.slice(0, end));
    const box = document.createElement("div");
    render(drawBlocks(blocks.of(text), drawing), box);
    expect(box.innerHTML.replace(/<!--.*?-->/g, "")).toBe(drawn(text).innerHTML.replace(/<!--.*?-->/g, ""));
  });
});

describe("what is told aloud", () => {
  const said = (text: string, open: boolean) => ({ ...EMPTY, said: [{ id: "m1", text, agent: null, open, annexes: [] }] });

  it("comes by whole sentences, each once", () => {
    const told: string[] = [];
    const spoken = new Spoken((text) => told.push(text));
    for (const text of ["Bon", "Bonjour. Ça", "Bonjour. Ça va ? Je"]) spoken.hear(said(text, true));
    spoken.hear(said("Bonjour. Ça va ? Je vous écoute", false));
    expect(told).toEqual(["Bonjour.", "Ça va ?", "Je vous écoute"]);
  });

  it("has no mark of Markdown in it", () => {
    expect(plainWords("## **Titre** : [lien](https://x.fr)\n- un")).toBe("Titre : lien\nun");
  });
});
