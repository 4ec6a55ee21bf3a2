import type {Json} from '../model/json.ts';
import {isObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Trouble} from '../model/trouble.ts';
import {oneLine} from './network-trouble.ts';

/** What was being done and where, for the sentence: `list pods`, `change Deployment shop/checkout`. */
export type Asked = {
	readonly doing: string;
	readonly server: string;
	/** The body was a JSON Patch, so that a bare 422 means a failed test. */
	readonly isPatch?: boolean;
};

/** What the server said, as far as it could be read. */
export type Refused = {
	readonly status: number;
	readonly body: string;
	/** In seconds, or as a date by the clock of the server, which `date` tells. */
	readonly retryAfter?: string;
	readonly date?: string;
};

/** What an HTTP status and its Status object mean for a person. */
export function statusTrouble({status, body, retryAfter, date}: Refused, asked: Asked): Trouble {
	const details = readStatus(body);
	const trouble = {...troubleFor(status, details, asked), status};
	const retryAfterMs =
		waitOf(retryAfter, date) ?? (details.retryS === undefined ? undefined : details.retryS * 1000);
	if (retryAfterMs === undefined) return trouble;
	const hint = `It asks to be left alone for ${Math.ceil(retryAfterMs / 1000)} s, and is tried again then.`;
	return {...trouble, ...((status === 429 || status >= 500) && {hint}), retryAfterMs};
}

/** The same for a Status object that comes inside a watch. */
export function watchTrouble(object: Json | undefined, asked: Asked): Trouble {
	const code = numberIn(objectIn(object).code) ?? 500;
	return statusTrouble({status: code, body: JSON.stringify(object ?? {})}, asked);
}

/** More than any API server stores in one object, and no more than may be kept while its end is awaited. */
export const mostOfOne = 64 * 1024 * 1024;

export function tooLarge(doing: string, server: string): Trouble {
	return {
		reason: 'garbled',
		says: `The server ${server} sent more than 64 MB as one object when asked to ${doing}.`,
		hint: 'No object is that large: something in between may have changed the answer.',
	};
}

type Said = {
	readonly message: string;
	readonly reason: string;
	readonly causes: readonly string[];
	/** What a disruption budget says that lets no pod go. */
	readonly budget?: string;
	readonly retryS?: number;
};

function readStatus(body: string): Said {
	const status = parse(body);
	const details = objectIn(objectIn(status).details);
	return {
		message: oneLine(
			textIn(objectIn(status).message) ??
				textIn(objectIn(status).error) ??
				(isObject(status) ? '' : body.slice(0, 200)),
		),
		reason: textIn(objectIn(status).reason) ?? '',
		causes: objectsIn(details.causes).map(cause => sayCause(textIn(cause.field), textIn(cause.message))),
		budget: textIn(objectsIn(details.causes).find(({reason}) => reason === 'DisruptionBudget')?.message),
		retryS: numberIn(details.retryAfterSeconds),
	};
}

function parse(body: string): Json | undefined {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

function sayCause(field = '', message = ''): string {
	return field === '' ? oneLine(message) : `${field}: ${oneLine(message)}`;
}

/** Undefined where nothing is asked for that can be understood. A date counts from the server's own clock. */
function waitOf(header: string | undefined, date: string | undefined): number | undefined {
	if (header === undefined) return undefined;
	if (/^\d+$/.test(header.trim())) return Number(header) * 1000;
	const waitMs = Date.parse(header) - Date.parse(date ?? '');
	return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

function troubleFor(status: number, said: Said, asked: Asked): Trouble {
	const quoted = said.message === '' ? '' : `: ${said.message}`;
	switch (status) {
		case 401:
			return {
				reason: 'unauthorized',
				says: `The server ${asked.server} does not accept your credentials.`,
				hint: 'They may have expired: log in again, then retry.',
			};
		case 403:
			if (/cannot impersonate\S* resource/.test(said.message)) return notImpersonated(said);
			return {
				reason: 'forbidden',
				says: `You may not ${asked.doing}${quoted}.`,
				hint: 'Ask for the right, or choose another namespace or context.',
			};
		case 404:
			return {
				reason: 'not-found',
				says: `Cannot ${asked.doing}: ${said.message || 'the server does not have it'}.`,
			};
		case 405:
			return {reason: 'server-error', says: `The server ${asked.server} does not offer to ${asked.doing}.`};
		case 407:
			return {
				reason: 'unreachable',
				says: `The proxy before the server ${asked.server} wants to know who you are (407).`,
				hint: 'Put it into the address of the proxy: http://USER:PASSWORD@HOST:PORT.',
			};
		case 409:
			return {reason: 'conflict', says: `Cannot ${asked.doing}${quoted}.`, hint: 'Read it again and retry.'};
		case 410:
			return {
				reason: 'expired',
				says: `The server ${asked.server} no longer has the version it was asked for.`,
			};
		case 422:
			return unprocessable(said, asked);
		case 429:
			if (said.budget !== undefined) {
				return {
					reason: 'held-up',
					says: `Cannot ${asked.doing} now: ${lowered(said.budget)}`,
					hint: 'It can once more of its pods are ready.',
				};
			}
			return {
				reason: 'throttled',
				says: `The server ${asked.server} asks to slow down${quoted}.`,
				hint: 'It is retried after the time the server asks for.',
			};
		default:
			return status >= 500 ? failing(status, quoted, asked) : rejected(status, quoted, asked);
	}
}

/** The kubeconfig asks to act as somebody else, which is a right of its own. */
function notImpersonated({message}: Said): Trouble {
	return {
		reason: 'forbidden',
		says: `The server does not let you act as the kubeconfig asks: ${message}.`,
		hint: 'Ask for the verb impersonate on it, or take as, as-groups, as-uid and as-user-extra out of the user in the kubeconfig.',
	};
}

/**
 * API servers answer 422 both for a failed `test` and for an object that does
 * not validate; only the latter names causes.
 */
function unprocessable(said: Said, asked: Asked): Trouble {
	if (asked.isPatch && said.reason === 'Invalid' && said.causes.length === 0) {
		return {
			reason: 'guard-failed',
			says: `Could not ${asked.doing}: it changed since it was read.`,
			hint: 'Look at it as it is now, and decide again.',
		};
	}
	const why = said.causes.length > 0 ? said.causes.join('; ') : said.message || 'it is not valid';
	return {reason: 'invalid', says: `Cannot ${asked.doing}: ${why}.`};
}

function lowered(sentence: string): string {
	return oneLine(sentence).replace(/^The /, 'the ').replace(/\.?$/, '.');
}

function failing(status: number, quoted: string, asked: Asked): Trouble {
	return {
		reason: 'server-error',
		says: `The server ${asked.server} failed to ${asked.doing} (${status})${quoted}.`,
		hint: 'Retry; if it stays, look at the health of the control plane.',
	};
}

function rejected(status: number, quoted: string, asked: Asked): Trouble {
	return {
		reason: 'invalid',
		says: `The server ${asked.server} refused to ${asked.doing} (${status})${quoted}.`,
	};
}
