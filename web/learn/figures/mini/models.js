/** @file Well-known networks and their sizes, as their papers and makers state them; data for the figure of scale. */

/**
 * @typedef {object} Model
 * @property {string} name @property {number} year @property {number} parameters
 * @property {boolean} [estimate] nobody who knows has said it
 * @property {string} note
 */

/** In order of their years. @type {Model[]} */
export const models = [
  { name: 'LeNet-5', year: 1998, parameters: 60e3, note: 'read digits on cheques' },
  { name: 'AlexNet', year: 2012, parameters: 60e6, note: 'won the ImageNet contest by far' },
  { name: 'ResNet-50', year: 2015, parameters: 25e6, note: 'residual connections' },
  { name: 'BERT-Large', year: 2018, parameters: 340e6, note: 'learned by filling gaps in text' },
  { name: 'GPT-3', year: 2020, parameters: 175e9, note: 'solved tasks from a few examples' },
  { name: 'GPT-4', year: 2023, parameters: 1.8e12, estimate: true, note: 'an estimate; its maker has published no number' },
  { name: 'Llama 3 70B', year: 2024, parameters: 70e9, note: 'read 15 trillion tokens' },
];
