import type {Backend, Split} from '../../source/model/split.ts';
import {httpRoutes} from './resources.ts';

const route = {
	resource: httpRoutes,
	namespace: 'shop',
	name: 'checkout',
	uid: 'route-uid',
};

/** A split of an HTTPRoute with these weights, for tables of plans. */
export function splitOf(weights: Readonly<Record<string, number>>, backends: Partial<Backend> = {}): Split {
	const sum = Object.values(weights).reduce((total, weight) => total + weight, 0);
	const list = Object.entries(weights).map(([name, weight]) => ({name, weight}));
	return {
		key: 'route-uid/checkout',
		dialect: 'gateway-api',
		ref: route,
		rule: 'checkout',
		match: '/checkout',
		total: 'relative',
		bounds: {min: 0, max: 1_000_000},
		backends: list.map(({name, weight}, index) => ({
			name,
			namespace: 'shop',
			kind: 'Service',
			weight,
			share: sum === 0 ? null : (weight * 100) / sum,
			weightAt: {
				ref: route,
				pointer: `/spec/rules/0/backendRefs/${index}/weight`,
				stored: weight,
				form: 'number',
				identity: [{at: `/spec/rules/0/backendRefs/${index}/name`, is: name}],
			},
			role: index === 0 ? 'champion' : 'challenger',
			roleFrom: 'weight',
			...backends,
		})),
		guards: [{ref: route, at: '/spec/rules/0/backendRefs', is: list}],
		also: [],
		warnings: [],
		owners: [],
		conditions: [],
		generation: 1,
	};
}
