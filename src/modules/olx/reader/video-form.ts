import { youtubeOf, YOUTUBE_SPEEDS } from './attribute-order.js';
import type { BlockBuilder } from './block-builder.js';
import type { JsonValue } from './block-catalogue.js';
import type { Definition } from './definition-loader.js';
import { readChildren } from './read-children.js';
import type { XmlElementReader } from './xml-element-reader.js';

/** Playing speeds that have a field of their own, by the speed as `youtube` writes it. */
const SPEEDS: ReadonlyMap<number, string> = new Map(YOUTUBE_SPEEDS.map(([speed, field]) => [Number(speed), field]));

/** A YouTube id; for a time they were written in quotes. */
function idOf(written: string): string {
  return /^"(.*)"$/.exec(written)?.[1] ?? written;
}

/** What `youtube="0.75:ID,1.00:ID"` says: id by field; `complete` is false if a part of it has no field. */
export function youtubeIds(raw: string): { readonly ids: ReadonlyMap<string, string>; readonly complete: boolean } {
  const ids = new Map<string, string>([...SPEEDS.values()].map((name) => [name, '']));
  let complete = true;
  for (const part of raw.split(',')) {
    const [speed = '', id] = part.split(':');
    const name = SPEEDS.get(Number.parseFloat(speed));
    if (name === undefined || id === undefined) complete = false;
    else ids.set(name, idOf(id));
  }
  return { ids, complete };
}

/** Reads `youtube`. @returns false if a part of it has no field */
function readYoutube(block: BlockBuilder, raw: string, hasSources: boolean): boolean {
  const { ids, complete } = youtubeIds(raw);
  for (const [name, id] of ids) {
    // With other sources, an id that is not given must not become the platform's sample film.
    if (id !== '' || hasSources) block.setField(name, id);
  }
  return complete;
}

/** What the child elements of a video say. */
class VideoElements {
  readonly sources: string[] = [];
  readonly transcripts: Record<string, JsonValue> = {};
  track: string | null = null;
  handout: string | null = null;

  /** @returns false for an element that says nothing that a field could hold */
  read(element: XmlElementReader): boolean {
    const { attributes, tag } = element;
    const src = attributes.get('src');
    // Anything beside the attributes that a field holds would be lost with the element.
    const expected = tag === 'transcript' ? 2 : 1;
    if (src === undefined || attributes.size !== expected || !element.isEmpty) return false;
    const language = attributes.get('language');
    if (tag === 'source') this.sources.push(src);
    else if (tag === 'track' && this.track === null) this.track = src;
    else if (tag === 'handout' && this.handout === null) this.handout = src;
    else if (tag === 'transcript' && language !== undefined && language !== '__proto__')
      this.transcripts[language] = src;
    else return false;
    return true;
  }
}

function setElements(block: BlockBuilder, { sources, transcripts, track, handout }: VideoElements): void {
  if (sources.length > 0) block.setField('html5_sources', sources);
  if (track !== null) block.setField('track', track);
  if (handout !== null) block.setField('handout', block.context.references.assetPath(handout));
  if (Object.keys(transcripts).length > 0) block.setField('transcripts', transcripts);
}

/** Reads a video: elements first, attributes over them, as edX does (OLX rule 28). */
export function readVideo(definition: Definition, block: BlockBuilder): void {
  const elements = new VideoElements();
  readChildren(definition.element, block, false, (element) => (elements.read(element) ? 'read' : 'keep'));
  setElements(block, elements);
  for (const [name, raw] of definition.attributes) {
    if (name === 'youtube') {
      if (!readYoutube(block, raw, elements.sources.length > 0)) block.unknownAttribute(name, raw);
      else if (raw !== youtubeOf(block.settings)) block.spell(name, raw);
    } else if (!block.attribute(name, raw)) {
      block.unknownAttribute(name, raw);
    }
  }
  // Before there was a setting, a track meant that it could be downloaded.
  if (elements.track !== null && !Object.hasOwn(block.settings, 'download_track'))
    block.setField('download_track', true);
}
