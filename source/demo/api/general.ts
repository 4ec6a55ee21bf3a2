/** What is served beside objects: health, version and discovery. */
import type {Tree} from '../object.ts';
import {aggregated, apiGroup, coreVersions, groupList, resourceList} from './discovery.ts';
import {chooseForm, type Exchange, jsonType, send, sendText} from './exchange.ts';
import {serveHealth} from './health.ts';
import {serveOpenApi} from './openapi.ts';
import {laidOut} from './pretty.ts';
import {methodNotAllowed, noSuchResource} from './status.ts';

const version = {
	major: '1',
	minor: '36',
	emulationMajor: '1',
	emulationMinor: '36',
	minCompatibilityMajor: '1',
	minCompatibilityMinor: '35',
	gitVersion: 'v1.36.3',
	gitCommit: '',
	gitTreeState: 'clean',
	buildDate: '1970-01-01T00:00:00Z',
	goVersion: '',
	compiler: 'sluice',
	platform: 'demo',
};

/** Answers every path that names no resource. */
export async function serveGeneral(exchange: Exchange): Promise<void> {
	if (exchange.path.startsWith('/openapi/')) return serveOpenApi(exchange);
	if (serveHealth(exchange)) return;
	const path = exchange.path.replace(/(?<=.)\/$/, '');
	if (isReadOnly(path) && exchange.request.method !== 'GET') throw methodNotAllowed();
	if (path === '/api' || path === '/apis') return sendRootDiscovery(exchange, path === '/api');
	const found = generalAnswer(path);
	if (found) send(exchange, 200, found);
	else if (path === '/version') send(exchange, 200, laidOut(JSON.stringify(version)));
	else if (path === '/') send(exchange, 200, laidOut(JSON.stringify({paths: allPaths()})));
	else if (path.split('/').length === 4 && apiGroup(path.split('/')[2]!)) throw noSuchResource();
	else sendText(exchange, 404, '404 page not found\n');
}

/** The others answer alike to every method. */
function isReadOnly(path: string): boolean {
	return path === '/version' || path === '/api' || /^\/(api\/|apis\/[^/]+\/)v\d[^/]*$/.test(path);
}

function allPaths(): string[] {
	const groups: Tree[] = groupList().groups;
	const ofGroups = groups.flatMap(({name, versions}) => [
		`/apis/${name}`,
		...versions.map(({groupVersion}: Tree) => `/apis/${groupVersion}`),
	]);
	const others = ['healthz', 'livez', 'openapi/v2', 'openapi/v3', 'readyz', 'version'].map(
		name => `/${name}`,
	);
	return ['/api', '/api/v1', '/apis', '/apis/', ...ofGroups, ...others].sort();
}

function generalAnswer(path: string): Tree | undefined {
	const [root, group, version] = path.split('/').slice(1);
	if (root === 'api' && group === 'v1') return resourceList('', 'v1');
	if (root !== 'apis' || !group) return undefined;
	return version ? resourceList(group, version) : apiGroup(group);
}

const aggregatedType = `${jsonType};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`;

function sendRootDiscovery(exchange: Exchange, isCore: boolean): void {
	exchange.response.setHeader('Vary', 'Accept');
	const {as} = chooseForm(exchange, ({as, version}) => as === 'APIGroupDiscoveryList' && version === 'v2');
	if (as) send(exchange, 200, aggregated(isCore), aggregatedType);
	else send(exchange, 200, isCore ? coreVersions(exchange.request.headers.host ?? '') : groupList());
}
