import type {Behaviour} from './behaviour.ts';

const ordinary: Behaviour = {
	medianMs: 20,
	p99Ms: 120,
	errorShare: 0.0005,
	capacityPerSecond: 50,
	millicoresPerRequest: 4,
	memoryMebibytes: 90,
	leakMebibytesPerMinute: 0,
	isRefusing: false,
};

type Description = {readonly part: string; readonly behaviour: Partial<Behaviour>; readonly sinceMs: number};

/** How versions behave, now and at every moment before: a log must tell the same whenever it is read. */
export class Behaviours {
	readonly #descriptions: Description[] = [];
	readonly #present = new Map<string, Behaviour>();

	describe(part: string, behaviour: Partial<Behaviour>, sinceMs: number): void {
		this.#descriptions.push({part, behaviour, sinceMs});
		this.#present.clear();
	}

	isDescribed(image: string): boolean {
		return this.#descriptions.some(({part}) => image.includes(part));
	}

	/** How an image behaves now; an ordinary way for one that nobody described. */
	of(image: string): Behaviour {
		let behaviour = this.#present.get(image);
		if (!behaviour) {
			behaviour = this.at(image, Number.POSITIVE_INFINITY);
			this.#present.set(image, behaviour);
		}
		return behaviour;
	}

	/** Later descriptions add to earlier ones. Before the first, an image behaved as it says. */
	at(image: string, atMs: number): Behaviour {
		const known = this.#descriptions.filter(({part}) => image.includes(part));
		const validMs = Math.max(atMs, known[0]?.sinceMs ?? 0);
		const valid = known.filter(({sinceMs}) => sinceMs <= validMs);
		return Object.assign({}, ordinary, ...valid.map(({behaviour}) => behaviour));
	}
}
