// A notebook among the shop's workloads, and the port that leads to it.
import {deploymentResource, podResource} from '../../source/model/builtin-resources.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Event} from '../../source/store/events.ts';
import type {Forwarded} from '../../source/store/forwards.ts';
import type {Part} from '../../source/store/screen.ts';
import {barePlan} from '../kit/plan.ts';
import {context, deployment, noon, rowsFrom, shop, told} from './world.ts';

export const notebooksPart: Part = {
	by: 'component',
	of: {view: 'deployments', uid: '', namespace: '', name: 'notebook'},
	kind: 'Deployment',
};

export function notebook(name: string, wanted = 1): KubernetesObject {
	const made = deployment(name, {wanted, image: 'quay.io/jupyter/minimal-notebook'});
	const labels = {'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'notebook'};
	const spec = made.spec as {template: object};
	return {...made, spec: {...spec, template: {...spec.template, metadata: {labels}}}} as KubernetesObject;
}

export const withNotebook = {
	...shop,
	deployments: [...shop.deployments!, notebook('lab'), notebook('old', 0)],
};

/** The stream of Deployments has a notebook, too. */
export function notebookTold(): readonly Event[] {
	return [told('deployments', [{type: 'replaced', rows: rowsFrom('deployments', withNotebook.deployments)}])];
}

const of = {resource: deploymentResource, namespace: 'shop', name: 'lab', uid: 'uid-lab'};
export const token = 'f00dcafe-of-the-lab';

export const opened: Forwarded = {
	id: 'opened',
	of: 'Deployment shop/lab',
	to: of,
	context: context.name,
	since: noon - 60_000,
	remote: 8888,
	stands: {
		local: 8888,
		pod: 'lab-abc-1',
		open: 0,
		connections: 3,
		bytesIn: 4096,
		bytesOut: 512,
		says: '127.0.0.1:8888 leads to port 8888 of Pod shop/lab-abc-1.',
	},
	link: {href: `http://127.0.0.1:8888/lab?token=${token}`, shown: 'http://127.0.0.1:8888/lab'},
};

export const opening: Plan = {
	...barePlan,
	action: 'open-notebook',
	says: 'Open notebook shop/lab with JUPYTER_TOKEN of Secret shop/lab',
	lines: [
		{
			subject: '127.0.0.1:8888, or any free port',
			from: 'leads nowhere',
			to: 'port 8888 of Pod shop/lab-abc-1',
		},
	],
	steps: [
		{
			type: 'forward',
			target: {resource: podResource, namespace: 'shop', name: 'lab-abc-1', uid: 'uid-lab-abc-1'},
			guards: [],
			edits: [],
			leads: {local: 8888, remote: 8888, of, page: {path: '/lab'}},
		},
	],
	undo: {way: 'none', because: 'it ends where it is stopped, and with sluice'},
};
