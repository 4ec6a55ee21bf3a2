import type {Labels} from '../model/labels.ts';

/** Past this many the table starts afresh: what is shared stays shared, and names long gone are let go. */
const capacity = 20_000;
const strings = new Map<string, string>();
const labelSets = new Map<string, Labels>();
const lists = new Map<string, readonly unknown[]>();

/** The one copy of a string that repeats over many rows: parsing JSON makes a new one each time. */
export function intern(text: string): string {
	const known = strings.get(text);
	if (known !== undefined) return known;
	if (strings.size >= capacity) strings.clear();
	strings.set(text, text);
	return text;
}

/** The one copy of a list that repeats; `key` must tell everything the list holds. `make` runs for a new key. */
export function internList<Member>(key: string, make: () => readonly Member[]): readonly Member[] {
	const known = lists.get(key);
	if (known !== undefined) return known as readonly Member[];
	if (lists.size >= capacity) lists.clear();
	const list = Object.freeze(make());
	lists.set(key, list);
	return list;
}

const noLabels: Labels = Object.freeze({});

/** The one copy of a set of labels that repeats: pods of one template carry the same. */
export function internLabels(labels: Labels | undefined): Labels {
	if (labels === undefined) return noLabels;
	let key = '';
	for (const name in labels) key += `${name}\0${labels[name]}\0`;
	const known = labelSets.get(key);
	if (known !== undefined) return known;
	if (labelSets.size >= capacity) labelSets.clear();
	const kept: Record<string, string> = {};
	for (const name in labels) kept[intern(name)] = intern(labels[name]!);
	labelSets.set(key, Object.freeze(kept));
	return kept;
}
