// Takes passwords and tokens out of addresses in a text that goes to people: whoever quotes what the user gave may quote one. Pure.

// What no colon divides is a name, such as the `git` of ssh, unless it is as long as only tokens are.
const USERINFO = /([a-z][a-z0-9+.-]{0,20}:\/\/)(?:[^\s/'"<>:@]*:[^\s/'"<>]*|[^\s/'"<>:@]{20,})@/giu;

/** The text, its addresses without user and password. */
export function withoutUserinfo(text: string): string {
  return text.replaceAll(USERINFO, '$1');
}
