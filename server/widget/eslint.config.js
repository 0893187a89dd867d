/** The rules of the widget's sources. */
import lit from "eslint-plugin-lit";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  { ignores: ["dist/", "node_modules/"] },
  {
    files: ["src/**/*.ts", "tests/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, lit.configs["flat/recommended"]],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Lit's listeners and templates take what a function gives; an answer that nobody waits for says `void`.
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // What comes over the wire is not always what its type says; and a field may change while something is awaited.
      "@typescript-eslint/no-unnecessary-condition": "off",
      "@typescript-eslint/no-unnecessary-type-conversion": "off",
      // `String(event["messageId"])`: what comes over the wire is checked where it is read.
      "@typescript-eslint/no-base-to-string": "off",
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "No HTML is parsed: Lit templates only." },
        { property: "outerHTML", message: "No HTML is parsed: Lit templates only." },
      ],
      "no-restricted-imports": ["error", { patterns: [{ group: ["lit/directives/unsafe-*"], message: "No HTML is parsed." }] }],
    },
  },
  {
    // Tests read what was drawn, and give what no type allows.
    files: ["tests/**/*.ts"],
    rules: {
      "no-restricted-properties": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-misused-spread": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
);
