/** @file Reading captions aloud, where the device has a voice of its own; a voice elsewhere would be sent the words, so none is used. */

/** @param {{ onVoice: (there: boolean) => void }} options onVoice: told at once, and when voices come or go */
export function createVoice({ onVoice }) {
  const speech = 'speechSynthesis' in window ? window.speechSynthesis : null;
  const find = () => speech?.getVoices().find(({ lang, localService }) => localService && /^en\b/i.test(lang)) ?? null;
  const tell = () => onVoice(find() !== null);
  speech?.addEventListener?.('voiceschanged', tell);
  tell();

  return {
    /**
     * @param {string} words
     * @param {boolean} [patient] lets the sentence before come to its end, if it is the only one
     */
    say(words, patient = false) {
      const voice = find();
      if (!speech || !voice) return;
      if (!patient || speech.pending) speech.cancel();
      const utterance = new SpeechSynthesisUtterance(words);
      utterance.voice = voice;
      utterance.lang = voice.lang;
      speech.speak(utterance);
    },
    hush: () => speech?.cancel(),
  };
}
