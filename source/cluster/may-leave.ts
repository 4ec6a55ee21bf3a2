import {isSame} from '../model/json.ts';
import {isIssued} from '../model/permit.ts';
import type {Ask} from './exchange.ts';

/**
 * Throws where a request could change something and nobody permitted it: the
 * last place before the wire, whatever the rest of the program believes. Reads,
 * reviews of one's own rights and name, and dry runs may leave. Running a
 * command in a pod, attaching to one and forwarding to it are reads by their
 * method only, and so is whatever else becomes a line of its own.
 */
export function assertMayLeave(
	ask: Pick<Ask, 'method' | 'path' | 'query' | 'body' | 'permit' | 'protocols'>,
): void {
	const {method = 'GET', path, permit} = ask;
	if (isProxied(path) && !(method === 'GET' && isMeasure.test(path) && ask.protocols === undefined)) {
		throw new Error(`${method} ${path} would go through a proxy, and asks for no figures`);
	}
	if (permit !== undefined && isIssued(permit)) return;
	const isRead = !reachesIn.test(path) && ask.protocols === undefined;
	const isHarmless = method === 'GET' ? isRead : isDryRun(ask) || isReview(method, path);
	if (!isHarmless) throw new Error(`${method} ${path} was sent without an issued permit`);
}

/**
 * What the API server passes on to Services, pods and nodes is theirs to
 * understand: even a GET may change something there, and no permit speaks of
 * it. Only questions for figures go that way, by the names that those have.
 */
function isProxied(path: string): boolean {
	return throughProxy.test(path);
}

const throughProxy = /^\/api\/v1\/((namespaces\/[^/]+\/(services|pods)|nodes)\/[^/]+\/proxy(\/|$)|proxy\/)/;

const isMeasure =
	/^\/api\/v1\/namespaces\/[^/]+\/(services\/[^/]+\/proxy(\/[\w-][\w.-]*)*\/api\/v1\/query|pods\/[^/]+\/proxy(\/[\w-][\w.-]*)*\/(metrics|prometheus))$/;

const reachesIn = /\/pods\/[^/]+\/(exec|attach|portforward)(\/|$)/;

/** Where a deletion has a body, the server looks for its options there alone. */
function isDryRun({method, query, body}: Pick<Ask, 'method' | 'query' | 'body'>): boolean {
	if (method !== 'DELETE' || body === undefined) return query?.dryRun === 'All';
	return isSame(JSON.parse(body).dryRun, ['All']);
}

function isReview(method: string, path: string): boolean {
	return (
		method === 'POST' &&
		/^\/apis\/(authorization|authentication)\.k8s\.io\/\w+\/selfsubject(access|rules)?reviews$/.test(path)
	);
}
