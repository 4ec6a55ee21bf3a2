import type {JsonObject} from '../../model/json.ts';
import {cookiePattern, type Wanted, type Writer, withoutFields} from './writer.ts';

/** An IngressRoute of Traefik 3; of two rules the longer one counts, which is the narrower one here. */
export const traefik: Writer = {
	dialect: 'traefik',
	kind: {group: 'traefik.io', plural: 'ingressroutes'},
	spec(wanted) {
		const {champion, challenger, port, percent, host} = wanted;
		const refused = withoutFields(wanted, ['gateway'], () => 'An IngressRoute has no Gateway.');
		if (refused) return refused;
		const all = host === undefined ? 'PathPrefix(`/`)' : hostMatcher(host);
		const held = heldBy(wanted).map(matcher => route(`${all} && ${matcher}`, [{name: challenger, port}]));
		const split = route(all, [
			{name: champion, port, weight: 100 - percent},
			{name: challenger, port, weight: percent},
		]);
		return {routes: [...held, split]};
	},
};

/** A wildcard stands for one label, and Traefik 3 has only expressions for it. */
function hostMatcher(host: string): string {
	const [, rest] = /^\*\.(.*)$/.exec(host) ?? [];
	return rest === undefined
		? `Host(\`${host}\`)`
		: `HostRegexp(\`^[^.]+\\.${rest.replaceAll('.', '\\.')}$\`)`;
}

function heldBy({header, cookie}: Wanted): string[] {
	return [
		...(header ? [`Header(\`${header.name}\`, \`${header.value}\`)`] : []),
		...(cookie ? [`HeaderRegexp(\`Cookie\`, \`^${cookiePattern(cookie)}$\`)`] : []),
	];
}

function route(match: string, services: JsonObject[]): JsonObject {
	return {kind: 'Rule', match, services};
}
