import type {RequestOptions} from 'node:https';
import {FileAuth} from '@kubernetes/client-node/dist/file_auth.js';
import type {Trouble} from '../model/trouble.ts';
import {concealed} from './conceal.ts';
import type {UserEntry} from './kubeconfig.ts';

/** Puts credentials into the options of a request, or says why there are none. */
export type Authenticator = {prove(options: RequestOptions): Promise<Trouble | undefined>};

/** client-node's; only a context that needs one of the rarer providers pays for loading it. */
type Provider = {applyAuthentication(user: UserEntry, options: RequestOptions): Promise<void>};

/** Of a token file, or of a provider that the kubeconfig names. */
export async function authenticatorOf(user: UserEntry): Promise<Authenticator> {
	if (user.tokenFile) return tokenFrom(user, user.tokenFile);
	const provider = await providerOf(user);
	return {
		prove: options =>
			said(user, async () => {
				await provider.applyAuthentication(user, options);
				const headers = options.headers as {[name: string]: unknown};
				// Without one the request would go out in nobody's name.
				if (headers.Authorization === undefined)
					throw new Error('its token has expired, and cannot be refreshed');
			}),
	};
}

async function providerOf({authProvider}: UserEntry): Promise<Provider> {
	const {name, config} = authProvider;
	if (name === 'oidc') return refreshedOnce();
	if (config?.['cmd-path'] !== undefined)
		throw new Error(`the auth-provider ${name} would run a program, which kubectl does no longer either`);
	switch (name) {
		case 'azure':
			return new (await import('@kubernetes/client-node/dist/azure_auth.js')).AzureAuth();
		case 'gcp':
			return new (await import('@kubernetes/client-node/dist/gcp_auth.js')).GoogleCloudPlatformAuth();
		default:
			throw new Error(`the auth-provider ${name} is not known`);
	}
}

/** After a refresh client-node takes a span of seconds for a time, and would refresh before each request. */
async function refreshedOnce(): Promise<Provider> {
	const {OpenIDConnectAuth} = await import('@kubernetes/client-node/dist/oidc_auth.js');
	const auth = new OpenIDConnectAuth();
	return {
		async applyAuthentication(user, options) {
			await auth.applyAuthentication(user, options as Parameters<typeof auth.applyAuthentication>[1]);
			const token = user.authProvider.config?.['id-token'];
			if (token) Object.assign(auth, {currentTokenExpiration: OpenIDConnectAuth.expirationFromToken(token)});
		},
	};
}

/** Reads the file again each minute, since such tokens are rotated under the reader. */
function tokenFrom(user: UserEntry, tokenFile: string): Authenticator {
	const auth = new FileAuth();
	return {
		prove: options =>
			said(user, async () => {
				await auth.applyAuthentication({...user, authProvider: {config: {tokenFile}}}, options);
				const headers = options.headers as {[name: string]: string};
				if (headers.Authorization) headers.Authorization = headers.Authorization.trim();
			}),
	};
}

async function said(user: UserEntry, prove: () => Promise<void>): Promise<Trouble | undefined> {
	try {
		await prove();
		return undefined;
	} catch (error) {
		return credentialsTrouble(user, error as Error);
	}
}

export function credentialsTrouble(user: UserEntry, error: Error): Trouble {
	return {
		reason: 'credentials',
		says: `No credentials for user ${user.name}: ${concealed(error.message)}.`,
		hint: howToRenew(user),
	};
}

/** What has to be renewed, and where, by whoever has no plug-in that could ask. */
export function howToRenew(user: UserEntry): string {
	const {name, file, tokenFile, authProvider, token, certFile, certData} = user;
	if (tokenFile) return `Renew the token in ${tokenFile}: it is read again by itself.`;
	const then = 'ctrl-r reads it again';
	if (authProvider?.name === 'gcp')
		return `Install gke-gcloud-auth-plugin and let gcloud write ${file} anew; ${then}.`;
	if (authProvider?.name === 'azure') return `Run kubelogin convert-kubeconfig on ${file}; ${then}.`;
	if (authProvider) return `Log in with the tool that wrote user ${name} into ${file}; ${then}.`;
	if (token) return `Renew the token of user ${name} in ${file}, with the tool that wrote it; ${then}.`;
	if (certFile) return `Renew the certificate ${certFile}; ${then}.`;
	if (certData) return `Renew the certificate of user ${name} in ${file}; ${then}.`;
	return `Give user ${name} credentials in ${file || 'the kubeconfig'}; ${then}.`;
}
