import type {JsonObject} from '../../model/json.ts';
import {objectIn} from '../../model/object.ts';
import {cookiePattern, listed, type Wanted, type Writer, withoutFields} from './writer.ts';

/** An HTTPProxy of Contour: the root of its host, so it must be told one. */
export const contour: Writer = {
	dialect: 'contour',
	kind: {group: 'projectcontour.io', plural: 'httpproxies'},
	spec(wanted, found) {
		const {champion, challenger, port, percent, host} = wanted;
		const refused = withoutFields(wanted, ['gateway'], () => 'An HTTPProxy has no Gateway.');
		if (refused) return refused;
		if (host === undefined)
			return {
				refused: 'usage',
				says: 'An HTTPProxy is for one host name, and none was said.',
				hint: 'Say it: host=shop.example.com',
			};
		const taken = listed(contour.kind, found)?.objects.find(
			({spec}) => objectIn(spec?.virtualhost).fqdn === host,
		);
		if (taken)
			return {
				refused: 'guarded',
				says: `HTTPProxy ${taken.metadata.name} is for ${host} already: of two for one host Contour heeds one.`,
				hint: `Add the new Service to it by hand with a weight of 0, then sluice shift there.`,
			};
		const held = heldBy(wanted).map(header => route([{prefix: '/'}, {header}], [{name: challenger, port}]));
		const split = route(
			[{prefix: '/'}],
			[
				{name: champion, port, weight: 100 - percent},
				{name: challenger, port, weight: percent},
			],
		);
		return {virtualhost: {fqdn: host}, routes: [...held, split]};
	},
};

function heldBy({header, cookie}: Wanted): JsonObject[] {
	return [
		...(header ? [{name: header.name, exact: header.value}] : []),
		...(cookie ? [{name: 'cookie', regex: `^${cookiePattern(cookie)}$`}] : []),
	];
}

function route(conditions: JsonObject[], services: JsonObject[]): JsonObject {
	return {conditions, services};
}
