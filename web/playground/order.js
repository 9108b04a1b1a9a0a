/**
 * On a phone the result comes first, then the network, then the data. The order of the document
 * changes with the order on screen, so that Tab and a screen reader go the way the eye goes.
 * @param {HTMLElement} main
 */
export function followWidth(main) {
  const phone = matchMedia('(max-width: 759px)');
  const arrange = () => {
    const names = phone.matches
      ? ['notices', 'output', 'middle', 'exercise', 'lenses', 'data']
      : ['notices', 'data', 'exercise', 'middle', 'output', 'lenses'];
    names.forEach((name, i) => {
      const element = main.querySelector(`#${name}`);
      if (element && main.children[i] !== element) main.insertBefore(element, main.children[i]);
    });
  };
  phone.addEventListener('change', arrange);
  arrange();
}

/**
 * The player lies over the lower edge of the window. Its height, as a token of the styles, keeps what is scrolled to
 * clear of it.
 * @param {HTMLElement} player
 */
export function followHeight(player) {
  const tell = () => document.documentElement.style.setProperty('--player', `${player.offsetHeight}px`);
  new ResizeObserver(tell).observe(player);
  tell();
}
