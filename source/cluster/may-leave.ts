import {isSame} from '../model/json.ts';
import {isIssued} from '../model/permit.ts';
import type {Ask} from './exchange.ts';

/**
 * Throws where a request could change something and nobody permitted it: the
 * last place before the wire, whatever the rest of the program believes. Reads,
 * reviews of one's own rights and name, and dry runs may leave. Running a
 * command in a pod, attaching to one and forwarding to it are reads by their
 * method only.
 */
export function assertMayLeave(ask: Pick<Ask, 'method' | 'path' | 'query' | 'body' | 'permit'>): void {
	const {method = 'GET', path, permit} = ask;
	if (permit !== undefined && isIssued(permit)) return;
	const isHarmless = method === 'GET' ? !reachesIn.test(path) : isDryRun(ask) || isReview(method, path);
	if (!isHarmless) throw new Error(`${method} ${path} was sent without an issued permit`);
}

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
