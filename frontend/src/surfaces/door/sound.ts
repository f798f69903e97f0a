/** Three short sounds that are told apart without looking: yes rises, stop falls, look-closer stays. */
import { signal } from "@preact/signals";

export type Tone = "ok" | "look" | "stop";

const KEY = "eh-door-sound";
export const soundOn = signal(localStorage.getItem(KEY) !== "off");

export function toggleSound(): void {
  soundOn.value = !soundOn.value;
  localStorage.setItem(KEY, soundOn.value ? "on" : "off");
  if (soundOn.value) play("ok");
}

const TUNES: Record<Tone, [frequency: number, seconds: number][]> = {
  ok: [
    [660, 0.09],
    [990, 0.16],
  ],
  look: [
    [560, 0.12],
    [560, 0.12],
    [560, 0.12],
  ],
  stop: [
    [240, 0.22],
    [160, 0.4],
  ],
};
const PAUSE = 0.04;

let context: AudioContext | null = null;

export function play(tone: Tone): void {
  if (!soundOn.peek() || !("AudioContext" in globalThis)) return;
  context ??= new AudioContext();
  void context.resume();
  let at = context.currentTime;
  for (const [frequency, seconds] of TUNES[tone]) {
    const oscillator = context.createOscillator();
    const volume = context.createGain();
    oscillator.type = tone === "stop" ? "square" : "sine";
    oscillator.frequency.value = frequency;
    volume.gain.setValueAtTime(0.18, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + seconds);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + seconds);
    at += seconds + PAUSE;
  }
}
