/**
 * Records what the API server's own printer (the one behind `kubectl get`) says of
 * each case, beside the object it said it of: `KUBECONFIG=FILE npx node test/resources/record.ts`,
 * with the tester's kubeconfig of a cluster that `npm run cluster` started.
 */
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {request} from 'node:https';
import {load} from 'js-yaml';
import {autoscalerCases, nodeCases, type ObjectCase, serviceCases} from './other-cases.ts';
import {type PodCase, podCases} from './pod-cases.ts';

type Object = {
	metadata: {name: string; uid: string; resourceVersion?: string; managedFields?: unknown};
	[member: string]: unknown;
};

type Table = {
	columnDefinitions: {name: string}[];
	rows: {cells: unknown[]; object: Object}[];
};

type Kubeconfig = {
	clusters: [{cluster: {server: string; 'certificate-authority-data': string}}];
	users: [{user: {token: string}}];
};

const kubeconfig = load(readFileSync(process.env.KUBECONFIG ?? '', 'utf8')) as Kubeconfig;
const {server, 'certificate-authority-data': authority} = kubeconfig.clusters[0].cluster;
const {token} = kubeconfig.users[0].user;
const ca = Buffer.from(authority, 'base64');
if (!server.startsWith('https://127.0.0.1:'))
	throw new Error(`${server} is not on loopback: nothing is made there.`);

function ask<Answer>(
	method: string,
	path: string,
	body?: object,
	headers: {[name: string]: string} = {},
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const asked = request(
			server + path,
			{
				method,
				ca,
				headers: {authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers},
			},
			response => {
				let text = '';
				response.setEncoding('utf8');
				response.on('data', chunk => {
					text += chunk;
				});
				response.on('end', () => {
					if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text));
					else reject(new Error(`${method} ${path}: ${text}`));
				});
			},
		);
		asked.on('error', reject);
		asked.end(body && JSON.stringify(body));
	});
}

const merging = {'content-type': 'application/merge-patch+json'};
const asTable = {accept: 'application/json;as=Table;v=v1;g=meta.k8s.io'};
const namespace = 'recording';

/** Creates the object, writes its status, and saves it with the cells the server prints for it. */
async function record(folder: string, collection: string, object: Object, status?: object, isDeleted?: true) {
	const {name} = object.metadata;
	await ask('POST', collection, object);
	if (status) await ask('PATCH', `${collection}/${name}/status`, {status}, merging);
	if (isDeleted) await ask('DELETE', `${collection}/${name}`);
	await save(folder, `${collection}/${name}`);
	if (isDeleted) await ask('PATCH', `${collection}/${name}`, {metadata: {finalizers: null}}, merging);
	else await ask('DELETE', `${collection}/${name}?gracePeriodSeconds=0`);
}

async function save(folder: string, path: string, file = path.slice(path.lastIndexOf('/') + 1)) {
	const at = Date.now();
	const {columnDefinitions, rows} = await ask<Table>(
		'GET',
		`${path}?includeObject=Object`,
		undefined,
		asTable,
	);
	const {cells, object} = rows[0]!;
	const printed = Object.fromEntries(
		columnDefinitions.map(({name}, column) => [name.toUpperCase(), String(cells[column])]),
	);
	delete object.metadata.managedFields;
	delete object.metadata.resourceVersion;
	const directory = new URL(`../fixtures/resources/${folder}/`, import.meta.url);
	mkdirSync(directory, {recursive: true});
	writeFileSync(new URL(`${file}.json`, directory), `${JSON.stringify({at, printed, object}, null, '\t')}\n`);
}

function podObject(name: string, {spec, isDeleted}: PodCase): Object {
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: {
			name,
			uid: '',
			...(isDeleted && {finalizers: ['example.com/recording']}),
		},
		// Nobody schedules it, so that nobody but this program writes its status.
		spec: {schedulerName: 'nobody', containers: [{name: 'app', image: 'shop/app:1'}], ...spec},
	};
}

async function recordAll(
	folder: string,
	collection: string,
	kind: {readonly apiVersion: string; readonly kind: string},
	cases: {readonly [name: string]: ObjectCase},
) {
	for (const [name, {spec, status, labels}] of Object.entries(cases)) {
		await record(folder, collection, {...kind, metadata: {name, uid: '', labels}, spec} as Object, status);
	}
}

/** The cases above, each made in a namespace of its own and deleted again. */
async function recordCases() {
	const core = `/api/v1/namespaces/${namespace}`;
	await ask('POST', '/api/v1/namespaces', {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}});
	// The controllers make its default service account, without which no pod is admitted.
	await new Promise(resolve => setTimeout(resolve, 1000));
	for (const [name, pod] of Object.entries(podCases)) {
		await record('pods', `${core}/pods`, podObject(name, pod), pod.status, pod.isDeleted);
	}
	await recordAll('services', `${core}/services`, {apiVersion: 'v1', kind: 'Service'}, serviceCases);
	await recordAll('nodes', '/api/v1/nodes', {apiVersion: 'v1', kind: 'Node'}, nodeCases);
	await recordAll(
		'horizontalpodautoscalers',
		`/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`,
		{apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler'},
		autoscalerCases,
	);
	await ask('DELETE', `/api/v1/namespaces/${namespace}`);
}

// With arguments FOLDER PATH FILE, three by three, what lives in the cluster already is recorded instead.
const others = process.argv.slice(2);
if (others.length === 0) await recordCases();
for (let i = 0; i + 2 < others.length; i += 3) await save(others[i]!, others[i + 1]!, others[i + 2]!);
