/** What is served beside objects: health, version and discovery. */
import type {Tree} from '../object.ts';
import {aggregated, apiGroup, coreVersions, groupList, resourceList} from './discovery.ts';
import {chooseForm, type Exchange, jsonType, send, sendText} from './exchange.ts';
import {serveOpenApi} from './openapi.ts';
import {noSuchResource} from './status.ts';

const gitVersion = 'v1.36.3';

/** Answers every path that names no resource. */
export async function serveGeneral(exchange: Exchange): Promise<void> {
	const path = exchange.path.replace(/(?<=.)\/$/, '');
	if (path === '/api' || path === '/apis') {
		sendRootDiscovery(exchange, path === '/api');
		return;
	}
	if (exchange.path.startsWith('/openapi/')) return serveOpenApi(exchange);
	const found = generalAnswer(path);
	if (['/healthz', '/livez', '/readyz'].includes(path)) sendText(exchange, 200, 'ok');
	else if (found) send(exchange, 200, found);
	else if (path.split('/').length === 4 && apiGroup(path.split('/')[2]!)) throw noSuchResource();
	else sendText(exchange, 404, '404 page not found\n');
}

function generalAnswer(path: string): Tree | undefined {
	if (path === '/version')
		return {major: '1', minor: '36', gitVersion, platform: 'demo', compiler: 'sluice', goVersion: ''};
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
