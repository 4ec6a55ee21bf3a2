import {randomBytes} from 'node:crypto';

/** The tokens with which users of a cluster prove who they are. */
export type Tokens = {
	accepts(token: string): boolean;
	/** From now on nobody is let in who does not log in again. */
	expire(): void;
	/** Logs in again: a new token is accepted and handed to `told`. */
	renew(): void;
};

/** Accepts `lasting` always, and beside it the newest token that was handed to `told`. */
export function createTokens(lasting: string | undefined, told: (token: string) => void): Tokens {
	let current: string | undefined;
	const tokens: Tokens = {
		accepts: token => token === lasting || token === current,
		expire() {
			current = undefined;
		},
		renew() {
			current = randomBytes(24).toString('base64url');
			told(current);
		},
	};
	return tokens;
}
