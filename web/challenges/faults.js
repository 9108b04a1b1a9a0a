/**
 * @file What is said about each fault that can be planted. look: where evidence is to be found, for whoever does
 * not know yet; right: what is to be seen where it is this one; wrong: what would be, and is not. A reason for a
 * wrong answer holds whichever other fault is planted, so that it gives none away.
 *
 * @type {Record<string, { look: string, right: string, wrong: string }>}
 */
export const evidence = {
  bad_init: {
    look: 'go back to step 0 and click several links between the same two layers',
    right: 'All weights between two layers begin equal, so all units of a layer get equal gradients and stay alike: eight of them do the work of one.',
    wrong: 'Then all weights between two layers would be equal at step 0. Go back there and click two links: here they differ.',
  },
  shuffled_labels: {
    look: 'compare the colours of filled training points with those of hollow test points near them',
    right: 'The filled training points have their colours at random, while the hollow test points follow a pattern. What is learned is learned by heart, and the test accuracy stays near chance.',
    wrong: 'Then filled training points would have their colours at random, amid hollow test points that follow a pattern. Here both follow the same one.',
  },
  leaky_split: {
    look: 'switch the training points off and on: where do the test points lie?',
    right: 'Most hollow test points lie exactly where a filled training point lies: they are copies. The test only repeats what training knows already.',
    wrong: 'Then most hollow test points would lie exactly upon filled training points. Switch the training points off and on: here they lie apart.',
  },
  no_shuffling: {
    look: 'make single steps within one epoch, and watch the whole map',
    right: 'Within every epoch the map swings from one class to the other: the batches come sorted by label, and each makes the network forget the others.',
    wrong: 'Then each batch would hold one label only, and step by step the map would swing from one class to the other within every epoch. Here it does not.',
  },
  train_on_test: {
    look: 'train for long, with much noise: what becomes of lone test points on the wrong side?',
    right: 'Lone hollow test points on the wrong side get islands of their colour, and the test loss falls as low as the training loss although no test point is a copy: they are trained on.',
    wrong: 'Then the network would learn even lone hollow test points on the wrong side by heart, and make islands of colour around them. Here it leaves them where they are wrong.',
  },
  dead_layer: {
    look: 'is there a layer whose maps are flat everywhere, and whose weights stand still?',
    right: 'Every unit of one hidden layer answers the same everywhere: far below zero its activation is flat, no gradient comes through, and no weight up to it ever moves.',
    wrong: 'Then every map of one hidden layer would be one flat colour, and its weights would never move. Here the maps have shapes.',
  },
};

/** Experiments in which every fault shows. */
export const stages = [
  'data=moons&noise=25&points=200&layers=8:tanh,8:tanh&batch=4',
  'data=circle&noise=25&points=200&layers=8:tanh,6:tanh&batch=4',
  'data=spiral&noise=10&points=300&layers=8:tanh,8:tanh&batch=5',
];
