import {readFileSync} from 'node:fs';
import type {RequestOptions} from 'node:https';
import type {Cluster as ClusterEntry} from '@kubernetes/client-node/dist/config_types.js';
import {FileAuth} from '@kubernetes/client-node/dist/file_auth.js';
import {objectIn, textIn, textsIn} from '../model/object.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import type {Chosen} from './choose-context.ts';
import {execPlugin, execTrouble} from './exec-plugin.ts';
import type {Env, UserEntry} from './kubeconfig.ts';

/** What one request needs to prove who asks: TLS members and headers for node:https. */
export type Proof = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'servername' | 'rejectUnauthorized'> & {
	readonly headers: {[name: string]: string | string[]};
};

export type Credentials = {
	/** Runs a plug-in or reads a token where one is due; otherwise answers from memory. */
	proof(): Promise<Answer<Proof>>;
	/** Forgets what was cached, so that the next proof is made anew; false where that cannot help. */
	forget(): boolean;
};

type Authenticator = {applyAuthentication(user: UserEntry, options: RequestOptions): Promise<void>};

/** Reads the certificate files at once, so that a missing one is said before anything is drawn. */
export function credentialsOf({cluster, user}: Chosen, env: Env): Answer<Credentials> {
	const fixed = fixedProof(cluster, user);
	if (!fixed.ok) return fixed;
	let authenticator: Promise<Authenticator | undefined> | undefined;
	let pending: Promise<Answer<Proof>> | undefined;
	return answer({
		proof() {
			authenticator ??= authenticatorOf(user, cluster, env);
			pending ??= prove(fixed.value, user, authenticator).finally(() => {
				pending = undefined;
			});
			return pending;
		},
		forget() {
			authenticator = undefined;
			return Boolean(user.exec || user.authProvider || user.tokenFile);
		},
	});
}

async function prove(
	fixed: Proof,
	user: UserEntry,
	authenticator: Promise<Authenticator | undefined>,
): Promise<Answer<Proof>> {
	const options: RequestOptions & Proof = {...fixed, headers: {...fixed.headers}};
	try {
		await (await authenticator)?.applyAuthentication(user, options);
		return answer(options);
	} catch (error) {
		return troubled(user.exec ? execTrouble(user, error as Error) : providerTrouble(user, error as Error));
	}
}

/** Only a context that needs one of the rarer providers pays for loading it. */
async function authenticatorOf(
	user: UserEntry,
	cluster: ClusterEntry,
	env: Env,
): Promise<Authenticator | undefined> {
	if (user.exec) return execPlugin(user, cluster, env);
	if (user.tokenFile) return tokenFrom(user.tokenFile);
	switch (user.authProvider?.name) {
		case undefined:
			return undefined;
		case 'oidc':
			return new (await import('@kubernetes/client-node/dist/oidc_auth.js')).OpenIDConnectAuth();
		case 'azure':
			return new (await import('@kubernetes/client-node/dist/azure_auth.js')).AzureAuth();
		case 'gcp':
			return new (await import('@kubernetes/client-node/dist/gcp_auth.js')).GoogleCloudPlatformAuth();
		default:
			throw new Error(`the auth-provider ${user.authProvider.name} is not known`);
	}
}

/** Reads the file again each minute, since such tokens are rotated under the reader. */
function tokenFrom(tokenFile: string): Authenticator {
	const auth = new FileAuth();
	return {
		async applyAuthentication(user, options) {
			await auth.applyAuthentication({...user, authProvider: {config: {tokenFile}}}, options);
			const headers = options.headers as {[name: string]: string};
			if (headers.Authorization) headers.Authorization = headers.Authorization.trim();
		},
	};
}

function providerTrouble(user: UserEntry, error: Error): Trouble {
	return {
		reason: 'credentials',
		says: `No credentials for user ${user.name}: ${error.message}.`,
		hint: 'Log in again, then retry.',
	};
}

function fixedProof(cluster: ClusterEntry, user: UserEntry): Answer<Proof> {
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
