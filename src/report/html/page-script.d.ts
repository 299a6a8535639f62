// The module that the build makes of src/page/: see scripts/page-script.mjs.
declare module 'headwater:page-script' {
  /** The script of the page, in one piece and minified. */
  const script: string;
  export { script as default };
}
