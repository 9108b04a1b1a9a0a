/** What a figure can name besides keys of settings: buttons of its player, see player.js. */
export const buttonNames = ['seed', 'reset', 'back', 'play', 'step', 'epoch', 'speed'];
