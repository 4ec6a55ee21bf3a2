import type {JsonObject} from '../../model/json.ts';
import {isRefusal, type Refusal} from '../../model/plan.ts';
import type {Listed} from '../objective.ts';
import {cookiePattern, listed, type Wanted, type Writer} from './writer.ts';

export const gateways = {group: 'gateway.networking.k8s.io', plural: 'gateways', kind: 'Gateway'};

export const gatewayApi: Writer = {
	dialect: 'gateway-api',
	kind: {group: 'gateway.networking.k8s.io', plural: 'httproutes'},
	spec(wanted, found) {
		const {champion, challenger, port, percent, host} = wanted;
		const parent = parentOf(wanted, listed(gateways, found));
		if (isRefusal(parent)) return parent;
		const matches = matchesOf(wanted);
		const split = {
			backendRefs: [
				{name: champion, port, weight: 100 - percent},
				{name: challenger, port, weight: percent},
			],
		};
		return {
			parentRefs: [parent],
			...(host !== undefined && {hostnames: [host]}),
			rules: matches.length === 0 ? [split] : [{matches, backendRefs: [{name: challenger, port}]}, split],
		};
	},
};

function matchesOf({header, cookie}: Wanted): JsonObject[] {
	return [
		...(header ? [{headers: [{name: header.name, value: header.value}]}] : []),
		...(cookie
			? [{headers: [{name: 'Cookie', type: 'RegularExpression', value: cookiePattern(cookie)}]}]
			: []),
	];
}

/** The Gateway that was named, or the only one of the namespace. */
function parentOf({gateway}: Wanted, there: Listed | undefined): JsonObject | Refusal {
	if (gateway !== undefined) {
		const [name = '', namespace] = gateway.split('/').reverse();
		return {name, ...(namespace !== undefined && {namespace})};
	}
	const names = there?.objects.map(({metadata}) => metadata.name) ?? [];
	if (names.length === 1) return {name: names[0]!};
	return {
		refused: 'usage',
		says:
			names.length === 0
				? 'An HTTPRoute needs a Gateway, and there is none in the namespace.'
				: `An HTTPRoute needs a Gateway, and there are ${names.join(', ')}.`,
		hint: 'Say which: gateway=NAME, or gateway=NAMESPACE/NAME of another namespace.',
	};
}
