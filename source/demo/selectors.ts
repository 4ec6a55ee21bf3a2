import type {Tree} from './object.ts';

type Labels = Readonly<Record<string, string>>;
type Requirement = {
	key: string;
	operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
	values: readonly string[];
};

/** Whether a `matchLabels`/`matchExpressions` selector selects these labels; an empty one selects all. */
export function matchesSelector(selector: Tree, labels: Labels | undefined): boolean {
	const equal = Object.entries<string>(selector.matchLabels ?? {}).every(
		([key, value]) => labels?.[key] === value,
	);
	return equal && (selector.matchExpressions ?? []).every((needs: Requirement) => meets(needs, labels ?? {}));
}

/** A plain map of labels, as Services select by; an empty or absent one selects nothing. */
export function matchesLabels(wanted: Labels | undefined, labels: Labels | undefined): boolean {
	let isWantingAny = false;
	for (const key in wanted) {
		if (labels?.[key] !== wanted[key]) return false;
		isWantingAny = true;
	}
	return isWantingAny;
}

function meets({key, operator, values}: Requirement, labels: Labels): boolean {
	const value = labels[key];
	if (operator === 'Exists') return value !== undefined;
	if (operator === 'DoesNotExist') return value === undefined;
	if (operator === 'In') return value !== undefined && values.includes(value);
	return value === undefined || !values.includes(value);
}

const key = '[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?';
const setBased = new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`);
const equality = new RegExp(`^(${key})\\s*(==|=|!=)\\s*([-A-Za-z0-9_.]*)$`);
const existence = new RegExp(`^(!?)\\s*(${key})$`);

/**
 * What the text of a `labelSelector` parameter asks for, as a test of labels:
 * `a=b`, `a!=b`, `a in (b,c)`, `a notin (b)`, `a`, `!a`, joined by commas. Undefined when it cannot be read.
 */
export function parseLabelSelector(text: string): ((labels: Labels | undefined) => boolean) | undefined {
	const terms = text.split(/,(?![^(]*\))/).map(term => term.trim());
	if (text.trim() === '') return () => true;
	const requirements = terms.map(parseTerm);
	if (requirements.some(requirement => !requirement)) return undefined;
	return labels => requirements.every(requirement => meets(requirement!, labels ?? {}));
}

function parseTerm(term: string): Requirement | undefined {
	const set = setBased.exec(term);
	if (set) {
		const values = set[4]!.split(',').map(value => value.trim());
		return {key: set[1]!, operator: set[3] === 'in' ? 'In' : 'NotIn', values};
	}
	const equal = equality.exec(term);
	if (equal) return {key: equal[1]!, operator: equal[3] === '!=' ? 'NotIn' : 'In', values: [equal[4]!]};
	const exists = existence.exec(term);
	return exists ? {key: exists[2]!, operator: exists[1] ? 'DoesNotExist' : 'Exists', values: []} : undefined;
}

export type FieldTerm = {field: string; isEqual: boolean; value: string};

/** The terms of a `fieldSelector` parameter, all of which must hold; undefined when it cannot be read. */
export function parseFieldSelector(text: string): FieldTerm[] | undefined {
	const terms = text.split(',').filter(Boolean).map(parseFieldTerm);
	return terms.includes(undefined) ? undefined : (terms as FieldTerm[]);
}

function parseFieldTerm(term: string): FieldTerm | undefined {
	const parts = /^([^=!]+)(==|=|!=)(.*)$/.exec(term);
	return parts ? {field: parts[1]!, isEqual: parts[2] !== '!=', value: parts[3]!} : undefined;
}

/** A `matchLabels`/`matchExpressions` selector in the text form of the `labelSelector` parameter. */
export function selectorText({matchLabels, matchExpressions}: Tree): string {
	const equal = Object.entries<string>(matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
	const others = (matchExpressions ?? []).map(({key, operator, values}: Requirement) => {
		if (operator === 'Exists') return key;
		if (operator === 'DoesNotExist') return `!${key}`;
		return `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`;
	});
	return [...equal, ...others].sort().join(',');
}
