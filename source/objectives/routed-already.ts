import {type KubernetesObject, objectIn, objectsIn, refOf, textIn, textsIn} from '../model/object.ts';
import type {Refusal} from '../model/plan.ts';
import {resourceName, sayRef} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import {hostOf, serviceOf} from '../traffic/istio-hosts.ts';
import {mentions} from './mentions.ts';
import type {Found} from './objective.ts';
import {leadsTo, waysIn} from './read-ways.ts';

/** Why no second route is made to a Service that one leads to: routers would choose between them. */
export function routedAlready(service: string, found: Found): Refusal | undefined {
	const {lists, namespace} = found;
	const ways = waysIn(found);
	const leads = (way: Split) => leadsTo(way, service, namespace);
	const split = ways.splits.find(leads);
	if (split !== undefined) return splitAlready(split, service, namespace);
	const routing =
		ways.lone.find(leads)?.ref ?? apexOf(service, namespace, lists) ?? namingOf(service, namespace, lists);
	return routing === undefined
		? undefined
		: {
				refused: 'guarded',
				says: `${sayRef(routing)} routes to Service ${namespace}/${service} already.`,
				hint: `Put the new version into it: sluice do challenge NAME beside=${service} image=… -n ${namespace}`,
			};
}

function splitAlready({ref, rule}: Split, service: string, namespace: string): Refusal {
	const named = `${resourceName(ref.resource)}/${ref.name}`;
	const ofRule = rule === '' ? '' : ` --rule ${rule}`;
	return {
		refused: 'guarded',
		says: `${sayRef(ref)} splits what goes to Service ${namespace}/${service} already.`,
		hint: `Shift there: sluice shift ${named} BACKEND=PERCENT${ofRule} -n ${ref.namespace}. Or put one more version into it: sluice do challenge NAME beside=${service} image=… -n ${namespace}`,
	};
}

/** Routes of dialects that say nothing of rules with one backend. */
const others: readonly string[] = ['traefik.io', 'projectcontour.io'];

function namingOf(service: string, namespace: string, lists: Found['lists']) {
	for (const {resource, objects} of lists) {
		const naming = others.includes(resource.group)
			? objects.find(object => mentions(object, service, namespace))
			: undefined;
		if (naming !== undefined) return refOf(resource, naming);
	}
	return undefined;
}

/** What takes all that clients send to the Service, under whatever names its versions go there. */
function apexOf(service: string, namespace: string, lists: Found['lists']) {
	for (const {resource, objects} of lists) {
		const taking = objects.find(object => takes(object, service, namespace));
		if (taking !== undefined && ['trafficsplits', 'virtualservices'].includes(resource.plural))
			return refOf(resource, taking);
	}
	return undefined;
}

function takes({spec = {}}: KubernetesObject, service: string, namespace: string): boolean {
	const routes = objectsIn(spec.http).flatMap(({route}) => objectsIn(route));
	const sent = routes.flatMap(({destination}) => textIn(objectIn(destination).host) ?? []);
	const hosts = [...textsIn(spec.hosts), ...sent].map(host => serviceOf(hostOf(host, namespace)));
	return (
		spec.service === service || hosts.some(host => host?.name === service && host.namespace === namespace)
	);
}
