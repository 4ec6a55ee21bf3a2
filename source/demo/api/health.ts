/** `/healthz`, `/livez` and `/readyz`, each of which can be asked for its checks one by one. */
import {type Exchange, sendText} from './exchange.ts';

const checks = ['ping', 'log'];

/** Answers a path of health; false for one that is none. */
export function serveHealth(exchange: Exchange): boolean {
	const [, root, check, ...rest] = exchange.path.replace(/(?<=.)\/$/, '').split('/');
	if (!['healthz', 'livez', 'readyz'].includes(root!) || rest.length > 0) return false;
	if (check !== undefined && !checks.includes(check)) return false;
	const isVerbose = exchange.query.has('verbose');
	const excluded = new Set(exchange.query.getAll('exclude'));
	const lines = checks.map(name => `[+]${name} ${excluded.has(name) ? 'excluded: ' : ''}ok\n`);
	const isAboutAll = isVerbose && check === undefined;
	sendText(exchange, 200, isAboutAll ? `${lines.join('')}${root} check passed\n` : 'ok');
	return true;
}
