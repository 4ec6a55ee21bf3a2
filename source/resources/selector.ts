import type {Json} from '../model/json.ts';
import type {Labels} from '../model/labels.ts';
import {objectIn, objectsIn, textIn} from '../model/object.ts';
import {intern} from './intern.ts';

export type {Labels};

/** A label selector as workloads state it: all of it must match. */
export type Selector = {readonly matchLabels: Labels; readonly matchExpressions: readonly Requirement[]};

export type Requirement = {
	readonly key: string;
	readonly operator: string;
	readonly values: readonly string[];
};

export function readLabels(value: Json | undefined): Labels {
	const labels: Record<string, string> = {};
	for (const [label, text] of Object.entries(objectIn(value))) {
		if (typeof text === 'string') labels[intern(label)] = intern(text);
	}
	return labels;
}

export function readSelector(value: Json | undefined): Selector {
	const {matchLabels, matchExpressions} = objectIn(value);
	return {
		matchLabels: readLabels(matchLabels),
		matchExpressions: objectsIn(matchExpressions).map(({key, operator, values}) => ({
			key: textIn(key) ?? '',
			operator: textIn(operator) ?? '',
			values: Array.isArray(values) ? values.filter(member => typeof member === 'string') : [],
		})),
	};
}

/** `app=web,tier=front`; empty where nothing is selected by equality. */
export function sayLabels(labels: Labels): string {
	return Object.entries(labels)
		.map(([label, text]) => `${label}=${text}`)
		.sort()
		.join(',');
}

/** `app=web,track in (canary,stable)`, the way kubectl takes it back. */
export function saySelector({matchLabels, matchExpressions}: Selector): string {
	return [sayLabels(matchLabels), ...matchExpressions.map(sayRequirement)].filter(Boolean).join(',');
}

function sayRequirement({key, operator, values}: Requirement): string {
	if (operator === 'Exists') return key;
	if (operator === 'DoesNotExist') return `!${key}`;
	return `${key} ${operator === 'NotIn' ? 'notin' : 'in'} (${values.toSorted().join(',')})`;
}
