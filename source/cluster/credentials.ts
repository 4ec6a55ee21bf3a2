import type {RequestOptions} from 'node:https';
import type {Clock} from '../model/clock.ts';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import {type Authenticator, authenticatorOf, credentialsTrouble} from './authenticators.ts';
import type {Chosen} from './choose-context.ts';
import {fixedProof, type Proof} from './fixed-proof.ts';
import type {Env, UserEntry} from './kubeconfig.ts';

export type Credentials = {
	/** Runs a plug-in or reads a token where one is due; otherwise answers from memory. */
	proof(): Promise<Answer<Proof>>;
	/**
	 * The server refused this proof: what was cached for it is dropped, so that
	 * the next one is made anew. False where making it anew cannot help.
	 */
	refused(proof: Proof): boolean;
	/** The next proof that is refused or missing is made anew at once, since a person has logged in. */
	hurry(): void;
};

/** A plug-in rests for so long: a dozen streams retry, and each of its runs may send a person to a log-in page. */
const pluginRestMs = 10_000;
/** A file is read again at no cost, but each reading sends a refused request twice. */
const fileRestMs = 1000;

/** Reads the certificate files at once, so that a missing one is said before anything is drawn. */
export function credentialsOf({cluster, user}: Chosen, env: Env, clock: Clock): Answer<Credentials> {
	const fixed = fixedProof(cluster, user);
	if (!fixed.ok) return fixed;
	const files = certificateFiles(fixed.value, () => fixedProof(cluster, user), clock);
	if (!user.exec && !user.authProvider && !user.tokenFile) {
		return answer({
			proof: async () => answer(files.proof()),
			refused: proof => files.proof() !== proof || files.areReplaced(),
			hurry: files.hurry,
		});
	}
	return answer(renewable(files, user, clock, () => authenticatorOf(user, cluster, env)));
}

type CertificateFiles = {
	proof(): Proof;
	/** Reads them again, and answers whether they hold something else now. */
	areReplaced(): boolean;
	hurry(): void;
};

/** Certificates that stand in files are replaced there while sluice runs: by kubelet, by cert-manager, by hand. */
function certificateFiles(first: Proof, read: () => Answer<Proof>, clock: Clock): CertificateFiles {
	let proof = first;
	let readAt = Number.NEGATIVE_INFINITY;
	return {
		proof: () => proof,
		areReplaced() {
			if (clock.now() - readAt < fileRestMs) return false;
			readAt = clock.now();
			const anew = read();
			// Half replaced they may be unreadable, or no pair: the next refusal reads them again.
			if (!anew.ok || isSame(anew.value, proof)) return false;
			proof = anew.value;
			return true;
		},
		hurry() {
			readAt = Number.NEGATIVE_INFINITY;
		},
	};
}

function isSame(left: Proof, right: Proof): boolean {
	return (['ca', 'cert', 'key'] as const).every(part => String(left[part]) === String(right[part]));
}

/** Credentials of a plug-in, a provider or a file. Requests that ask at the same time share one answer. */
function renewable(
	files: CertificateFiles,
	user: UserEntry,
	clock: Clock,
	newAuthenticator: () => Promise<Authenticator>,
): Credentials {
	const restMs = user.exec || user.authProvider ? pluginRestMs : fileRestMs;
	let authenticator: Promise<Authenticator> | undefined;
	let failedAt = 0;
	let renewedAt = 0;
	let pending: Promise<Answer<Proof>> | undefined;
	let failure: Answer<Proof> | undefined;
	const makers = new WeakMap<Proof, Promise<Authenticator>>();

	async function make(): Promise<Answer<Proof>> {
		authenticator ??= newAuthenticator();
		const maker = authenticator;
		const proof = await prove(files.proof(), user, maker);
		if (proof.ok) makers.set(proof.value, maker);
		else authenticator = undefined;
		failure = proof.ok ? undefined : proof;
		failedAt = clock.now();
		pending = undefined;
		return proof;
	}

	return {
		async proof() {
			if (failure && clock.now() - failedAt < restMs) return failure;
			pending ??= make();
			return pending;
		},
		refused(proof) {
			// Another request was refused earlier: its renewal serves this one too.
			if (makers.get(proof) !== authenticator) return true;
			files.areReplaced();
			if (clock.now() - renewedAt < restMs) return false;
			renewedAt = clock.now();
			authenticator = undefined;
			return true;
		},
		hurry() {
			files.hurry();
			failure = undefined;
			renewedAt = 0;
		},
	};
}

async function prove(
	fixed: Proof,
	user: UserEntry,
	authenticator: Promise<Authenticator>,
): Promise<Answer<Proof>> {
	const options: RequestOptions & Proof = {...fixed, headers: {...fixed.headers}};
	try {
		await (await authenticator).applyAuthentication(user, options);
		return answer(options);
	} catch (error) {
		return troubled(credentialsTrouble(user, error as Error));
	}
}
