/**
 * A page nobody sees does not train; it goes on when it is seen again.
 * @param {{ readonly playing: boolean, play: () => void, pause: () => void }} view
 */
export function pauseWhileHidden(view) {
  let resume = false;
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      resume = view.playing;
      if (resume) view.pause();
    } else if (resume) view.play();
  });
}
