import type {JsonObject} from '../../model/json.ts';
import {cookiePattern, type Wanted, type Writer} from './writer.ts';

export const istio: Writer = {
	dialect: 'istio',
	kind: {group: 'networking.istio.io', plural: 'virtualservices'},
	spec(wanted) {
		const {champion, challenger, percent, gateway, host} = wanted;
		const match = matchOf(wanted);
		const split = {
			route: [
				{destination: {host: champion}, weight: 100 - percent},
				{destination: {host: challenger}, weight: percent},
			],
		};
		return {
			hosts: [host ?? champion],
			...(gateway !== undefined && {gateways: [gateway]}),
			http: match.length === 0 ? [split] : [{match, route: [{destination: {host: challenger}}]}, split],
		};
	},
};

function matchOf({header, cookie}: Wanted): JsonObject[] {
	return [
		...(header ? [{headers: {[header.name]: {exact: header.value}}}] : []),
		...(cookie ? [{headers: {cookie: {regex: cookiePattern(cookie)}}}] : []),
	];
}
