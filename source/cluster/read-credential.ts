import {X509Certificate} from 'node:crypto';
import type {Json} from '../model/json.ts';
import {isObject, objectIn, textIn} from '../model/object.ts';

/** What a plug-in gave: a token, a certificate with its key, or both. */
export type Credential = {
	readonly token?: string;
	readonly certificate?: string;
	readonly key?: string;
	/** Milliseconds since the epoch; undefined where it does not say. */
	readonly expiresAt?: number;
};

/**
 * Reads what a plug-in printed, or says what is wrong with it. What is said
 * quotes nothing of it: it may hold half of a secret.
 */
export function readCredential(output: string, apiVersion: string, now: number): Credential | string {
	if (output.trim() === '') return 'printed nothing';
	const printed = parse(output);
	if (!isObject(printed)) return 'printed something other than a credential';
	if (textIn(printed.kind) !== 'ExecCredential') return 'printed JSON of another kind than ExecCredential';
	if (printed.apiVersion !== apiVersion)
		return `printed a credential of another version than ${apiVersion}, which the kubeconfig asks for`;
	const status = objectIn(printed.status);
	const token = textIn(status.token)?.trim() || undefined;
	const certificate = textIn(status.clientCertificateData) || undefined;
	const key = textIn(status.clientKeyData) || undefined;
	if ((certificate === undefined) !== (key === undefined))
		return `printed a ${certificate ? 'certificate without its key' : 'key without its certificate'}`;
	if (token === undefined && key === undefined) return 'printed a credential without token or certificate';
	if (token !== undefined && /[^\x21-\x7e]/.test(token)) return 'printed a token that no header can hold';
	const expiresAt = expiryOf(textIn(status.expirationTimestamp), certificate);
	if (typeof expiresAt === 'string') return expiresAt;
	if (expiresAt !== undefined && expiresAt <= now)
		return `printed a credential that expired at ${new Date(expiresAt).toISOString().slice(0, 19)}Z`;
	return {token, certificate, key, expiresAt};
}

function parse(text: string): Json | undefined {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The earlier of what it says and what the certificate says. */
function expiryOf(stated: string | undefined, certificate: string | undefined): number | string | undefined {
	const times: number[] = [];
	if (stated) times.push(Date.parse(stated));
	if (certificate !== undefined) {
		const until = validUntil(certificate);
		if (until === undefined) return 'printed a certificate that cannot be read';
		times.push(until);
	}
	if (times.some(Number.isNaN)) return 'printed an expirationTimestamp that is no time';
	return times.length === 0 ? undefined : Math.min(...times);
}

/** When a certificate in PEM ends, in milliseconds since the epoch; undefined where it is none. */
export function validUntil(pem: string | Buffer): number | undefined {
	try {
		return Date.parse(new X509Certificate(pem).validTo);
	} catch {
		return undefined;
	}
}
