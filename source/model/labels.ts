import type {JsonObject} from './json.ts';

export type Labels = {readonly [label: string]: string};

/** Whether what carries these labels carries all that are wanted; it does where none are. */
export function carries(carried: JsonObject, wanted: JsonObject): boolean {
	for (const label in wanted) if (carried[label] !== wanted[label]) return false;
	return true;
}

/** Whether a selector of labels alone selects what carries these; one without labels selects nothing. */
export function isSelected(carried: JsonObject, selector: JsonObject): boolean {
	return !isEmpty(selector) && carries(carried, selector);
}

export function isEmpty(labels: JsonObject): boolean {
	for (const _ in labels) return false;
	return true;
}
