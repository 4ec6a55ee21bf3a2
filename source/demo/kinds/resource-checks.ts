import type {Tree} from '../object.ts';
import {quantityValue} from '../quantity.ts';
import {type Cause, forbiddenField, invalidValue, required} from './kind.ts';

const standard = ['cpu', 'memory', 'ephemeral-storage'];
const isPages = (name: string) => name.startsWith('hugepages-');

/** Resources of which no more can be promised than there is: what is asked for is the limit. */
const isExact = (name: string) => name.includes('/') || isPages(name);

/** What is wrong with what a container asks for and is held to. */
export function checkResources({limits = {}, requests = {}}: Tree, field: string): Cause[] {
	const names = [...new Set([...Object.keys(limits), ...Object.keys(requests)])];
	const isBare = names.some(isPages) && !names.includes('cpu') && !names.includes('memory');
	return [
		...checkAmounts(limits, `${field}.limits`),
		...checkAmounts(requests, `${field}.requests`),
		...Object.keys(requests).flatMap(name => checkRequest(name, requests[name], limits[name], field)),
		...(isBare ? [forbiddenField(field, 'HugePages require cpu or memory')] : []),
	];
}

function checkAmounts(amounts: Record<string, string>, field: string): Cause[] {
	return Object.entries(amounts).flatMap(([name, amount]) => {
		const at = `${field}[${name}]`;
		const isWhole = !name.includes('/') || Number.isInteger(quantityValue(amount));
		return [
			...checkName(name, at),
			...(quantityValue(amount) < 0 ? [invalidValue(at, amount, 'must be greater than or equal to 0')] : []),
			...(isWhole ? [] : [invalidValue(at, amount, 'must be an integer')]),
		];
	});
}

function checkName(name: string, field: string): Cause[] {
	if (standard.includes(name) || isExact(name)) return [];
	const rules = ['must be a standard resource for containers'];
	if (!otherStandard.includes(name)) rules.unshift('must be a standard resource type or fully qualified');
	return rules.map(rule => invalidValue(field, name, rule));
}

/** Known to the API, but not of containers. */
const otherStandard = ['storage', 'pods', 'services', 'secrets', 'configmaps', 'requests.storage'];

function checkRequest(name: string, request: string, limit: string | undefined, field: string): Cause[] {
	const at = `${field}.requests`;
	if (limit === undefined) {
		const why = 'Limit must be set for non overcommitable resources';
		return isExact(name) ? [required(`${field}.limits`, why)] : [];
	}
	const excess = quantityValue(request) - quantityValue(limit);
	if (isExact(name) && excess !== 0)
		return [invalidValue(at, request, `must be equal to ${name} limit of ${limit}`)];
	return excess > 0
		? [invalidValue(at, request, `must be less than or equal to ${name} limit of ${limit}`)]
		: [];
}
