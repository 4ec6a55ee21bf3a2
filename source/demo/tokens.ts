import {randomBytes} from 'node:crypto';

/** The tokens with which users of a cluster prove who they are. */
export type Tokens = {
	accepts(token: string): boolean;
	/** From now on nobody is let in who does not log in again. */
	expire(): void;
	/** Calls back whenever the newest token expires. */
	onExpire(call: () => void): void;
	/** Logs in again: a new token is accepted and handed to `told`. */
	renew(): void;
	/** Somebody was let in with the newest token, which has not expired. */
	readonly isUsed: boolean;
};

/** Accepts `lasting` always, and beside it the newest token that was handed to `told`. */
export function createTokens(lasting: string, told: (token: string) => void): Tokens {
	let current: string | undefined;
	let isUsed = false;
	let expired = () => {};

	function accepts(token: string): boolean {
		if (token === current) isUsed = true;
		return token === lasting || token === current;
	}

	return {
		accepts,
		expire() {
			current = undefined;
			isUsed = false;
			expired();
		},
		onExpire(call) {
			expired = call;
		},
		renew() {
			current = randomBytes(24).toString('base64url');
			isUsed = false;
			told(current);
		},
		get isUsed() {
			return isUsed;
		},
	};
}
