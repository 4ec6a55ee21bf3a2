import type {Trouble, TroubleReason} from '../model/trouble.ts';

type Cause = {
	readonly reason: TroubleReason;
	readonly says: (server: string) => string;
	readonly hint: string;
	readonly isUnsent?: true;
};

const checkAddress = 'Is it running? Check the address in the kubeconfig, and any tunnel or VPN it needs.';
const checkNetwork = 'Check the network, the VPN, and the address in the kubeconfig.';
const checkAuthority =
	"The kubeconfig's certificate-authority must be the one that signed the server's certificate.";
const checkUser = "The user's certificate in the kubeconfig may have expired or belong to another cluster.";

const refused = {
	reason: 'unreachable',
	says: server => `The server ${server} refuses connections.`,
	hint: checkAddress,
	isUnsent: true,
} satisfies Cause;

const unresolved = {
	reason: 'unreachable',
	says: server => `The host name of the server ${server} cannot be resolved.`,
	hint: checkNetwork,
	isUnsent: true,
} satisfies Cause;

const noRoute = {
	reason: 'unreachable',
	says: server => `There is no network route to the server ${server}.`,
	hint: checkNetwork,
	isUnsent: true,
} satisfies Cause;

const unanswered = {
	reason: 'timed-out',
	says: server => `The server ${server} did not answer in time.`,
	hint: checkNetwork,
} satisfies Cause;

const cut = {
	reason: 'unreachable',
	says: server => `The server ${server} closed the connection before it had answered.`,
	hint: 'It may be restarting; a proxy or load balancer in between may have cut the connection.',
} satisfies Cause;

const unknownAuthority = {
	reason: 'certificate',
	says: server => `The certificate of the server ${server} is signed by an unknown authority.`,
	hint: checkAuthority,
} satisfies Cause;

const wrongName = {
	reason: 'certificate',
	says: server => `The certificate of the server ${server} is for another name.`,
	hint: 'Use the name in the certificate as server, or set tls-server-name in the kubeconfig.',
} satisfies Cause;

const expired = {
	reason: 'certificate',
	says: server => `The certificate of the server ${server} has expired.`,
	hint: 'The certificate has to be renewed on the server, unless the clock of this machine is ahead: compare date -u with a clock you trust.',
} satisfies Cause;

const notYetValid = {
	reason: 'certificate',
	says: server => `The certificate of the server ${server} is not valid yet.`,
	hint: 'Most likely the clock of this machine is behind: compare date -u with a clock you trust. Else the certificate was made by a server whose clock is ahead.',
} satisfies Cause;

const notTls = {
	reason: 'unreachable',
	says: server => `The server ${server} does not speak TLS.`,
	hint: 'Check the port, and whether the address should begin with http://.',
	isUnsent: true,
} satisfies Cause;

const notHttp = {
	reason: 'unreachable',
	says: server => `The server ${server} does not answer in HTTP.`,
	hint: 'Check the port, and whether the address should begin with https://.',
} satisfies Cause;

const certificateRefused = {
	reason: 'credentials',
	says: server => `The server ${server} refuses the user's certificate.`,
	hint: checkUser,
} satisfies Cause;

const unreadable = {
	reason: 'credentials',
	says: server =>
		`The certificates or the key for the server ${server} cannot be read, or do not belong together.`,
	hint: 'They may be being replaced just now; else check client-certificate, client-key and certificate-authority in the kubeconfig.',
} satisfies Cause;

const stopped = {
	reason: 'stopped',
	says: server => `Stopped talking to the server ${server}.`,
	hint: 'Nothing is wrong; it was ended here.',
} satisfies Cause;

const absent = {
	reason: 'unreachable',
	says: server =>
		`The connection to the server ${server} was given up, as this computer slept or sluice was stopped.`,
	hint: 'It is made anew at once.',
} satisfies Cause;

const causes: {readonly [code: string]: Cause} = {
	STOPPED: stopped,
	ABSENT: absent,
	ECONNREFUSED: refused,
	ENOTFOUND: unresolved,
	EAI_AGAIN: unresolved,
	EHOSTUNREACH: noRoute,
	ENETUNREACH: noRoute,
	ETIMEDOUT: unanswered,
	ECONNRESET: cut,
	ECONNABORTED: cut,
	EPIPE: cut,
	UND_ERR_SOCKET: cut,
	ERR_STREAM_PREMATURE_CLOSE: cut,
	Z_BUF_ERROR: cut,
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
	SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
	DEPTH_ZERO_SELF_SIGNED_CERT: unknownAuthority,
	CERT_SIGNATURE_FAILURE: unknownAuthority,
	CERT_UNTRUSTED: unknownAuthority,
	ERR_TLS_CERT_ALTNAME_INVALID: wrongName,
	CERT_HAS_EXPIRED: expired,
	CERT_NOT_YET_VALID: notYetValid,
	ERR_SSL_WRONG_VERSION_NUMBER: notTls,
	ERR_SSL_PACKET_LENGTH_TOO_LONG: notTls,
	EPROTO: notTls,
};

/** What a failed connection means: one sentence that names the server, and what to look at. */
export function networkTrouble(error: Error, server: string): Trouble {
	const code = (error as NodeJS.ErrnoException).code ?? '';
	const cause = causes[code] ?? causeOfFamily(code);
	if (cause) return {...cause, says: cause.says(server)};
	return {
		reason: 'unreachable',
		says: `Talking to the server ${server} failed: ${oneLine(error.message)}.`,
		hint: checkNetwork,
	};
}

/** The same for a request that was not answered yet: what failed may be the proxy on the way. */
export function wayTrouble(
	error: Error & {readonly code?: string; readonly statusCode?: number},
	server: string,
	proxy: string | undefined,
): Trouble {
	if (proxy === undefined) return networkTrouble(error, server);
	if (error.code === 'ERR_PROXY_TUNNEL') return tunnelTrouble(error.statusCode, server, proxy);
	// Whoever asks a proxy makes no other connection, and looks up no other name.
	const isOfProxy = causes[error.code ?? ''] === refused || causes[error.code ?? ''] === unresolved;
	if (!isOfProxy) return networkTrouble(error, server);
	return {
		reason: 'unreachable',
		says: networkTrouble(error, proxy)
			.says.replace('server', 'proxy')
			.replace(/\.$/, `, which leads to the server ${server}.`),
		hint: checkProxy,
	};
}

const checkProxy = 'Check proxy-url in the kubeconfig, or HTTPS_PROXY and NO_PROXY in the environment.';

function tunnelTrouble(status: number | undefined, server: string, proxy: string): Trouble {
	switch (status) {
		case 407:
			return {
				reason: 'unreachable',
				says: `The proxy ${proxy} wants to know who you are before it leads to the server ${server} (407).`,
				hint: 'Put it into the address: http://USER:PASSWORD@HOST:PORT as proxy-url in the kubeconfig, or as HTTPS_PROXY.',
			};
		case 403:
			return {
				reason: 'unreachable',
				says: `The proxy ${proxy} does not let anybody through to the server ${server} (403).`,
				hint: 'Ask who runs it, or name the server in NO_PROXY where it can be reached without it.',
			};
		case undefined:
			return {
				reason: 'unreachable',
				says: `What answers at ${proxy} is no proxy that leads to the server ${server}.`,
				hint: checkProxy,
			};
		default:
			return {
				reason: 'unreachable',
				says: `The proxy ${proxy} does not reach the server ${server} (${status}).`,
				hint: 'The server may be down, or its address in the kubeconfig wrong. It is tried again.',
			};
	}
}

function causeOfFamily(code: string): Cause | undefined {
	if (code.startsWith('HPE_')) return notHttp;
	if (/^ERR_OSSL_|^ERR_CRYPTO_/.test(code)) return unreadable;
	if (/^ERR_SSL_.*ALERT/.test(code)) return certificateRefused;
	return undefined;
}

export function oneLine(text: string): string {
	return text
		.trim()
		.split('\n', 1)[0]!
		.replace(/[.:\s]+$/, '');
}
