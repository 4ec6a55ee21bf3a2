import {readFileSync} from 'node:fs';
import type {RequestOptions} from 'node:https';
import type {Cluster as ClusterEntry} from '@kubernetes/client-node/dist/config_types.js';
import {objectIn, textIn, textsIn} from '../model/object.ts';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import type {UserEntry} from './kubeconfig.ts';

/** What one request needs to prove who asks: TLS members and headers for node:https. */
export type Proof = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'> & {
	readonly headers: {[name: string]: string | string[]};
};

/** What stands in the kubeconfig itself or in certificate files, which are read here. */
export function fixedProof(cluster: ClusterEntry, user: UserEntry): Answer<Proof> {
	try {
		return answer({
			ca: contentOf(cluster.caFile, cluster.caData),
			cert: contentOf(user.certFile, user.certData),
			key: contentOf(user.keyFile, user.keyData),
			...(cluster.tlsServerName ? {servername: cluster.tlsServerName} : {}),
			...(cluster.skipTLSVerify ? {rejectUnauthorized: false} : {}),
			headers: {...authorization(user), ...impersonation(user)},
		});
	} catch (error) {
		const file = (error as NodeJS.ErrnoException).path ?? 'a file';
		return troubled({
			reason: 'bad-kubeconfig',
			says: `The kubeconfig names ${file}, which cannot be read.`,
			hint: 'Check the path of the certificate or key, or choose another context with --context.',
		});
	}
}

function contentOf(file: string | undefined, base64: string | undefined): Buffer | undefined {
	if (base64) return Buffer.from(base64, 'base64');
	return file ? readFileSync(file) : undefined;
}

function authorization(user: UserEntry): {[name: string]: string} {
	if (user.token) return {Authorization: `Bearer ${user.token.trim()}`};
	if (!user.username) return {};
	return {
		Authorization: `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`,
	};
}

/** Every member of `as`: acting as a user without its groups would be acting as somebody else. */
function impersonation({impersonation: raw}: UserEntry): {[name: string]: string | string[]} {
	const headers: {[name: string]: string | string[]} = {};
	const as = textIn(raw.as);
	if (!as) return headers;
	headers['Impersonate-User'] = as;
	if (textIn(raw['as-uid'])) headers['Impersonate-Uid'] = textIn(raw['as-uid'])!;
	const groups = textsIn(raw['as-groups']);
	if (groups.length > 0) headers['Impersonate-Group'] = groups;
	for (const [key, values] of Object.entries(objectIn(raw['as-user-extra']))) {
		headers[`Impersonate-Extra-${encodeURIComponent(key)}`] = textsIn(values);
	}
	return headers;
}
