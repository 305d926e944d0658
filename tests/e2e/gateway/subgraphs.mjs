// Two small subgraphs beside touchpoint. Each knows touchpoint's records by one of their keys only.
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';

const SOURCES = 'enum Source { LIPS POLIS PROCURIOS SALEMOVE CALIQ }';

/** Knows records by `id`, and adds a field to interactions. */
const reviews = {
  typeDefs: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { review(interactionId: ID!): Review! }
    type Review { verdict: String!  interaction: Interaction! }
    type Interaction @key(fields: "id") { id: ID!  verdict: String! }
  `,
  resolvers: {
    Query: { review: (_, { interactionId }) => ({ verdict: verdict(interactionId), interaction: { id: interactionId } }) },
    Interaction: { verdict: ({ id }) => verdict(id) },
  },
};

/** Knows records by `source` and `sourceId`, as a system that was fed by the vendors itself. */
const ledger = {
  typeDefs: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    ${SOURCES}
    type Query { entries(source: Source!, contacts: [ID!]!, interactions: [ID!]!): [Entry!]! }
    type Entry { number: Int!  contact: Contact  interaction: Interaction }
    type Contact @key(fields: "source sourceId", resolvable: false) { source: Source!  sourceId: ID! }
    type Interaction @key(fields: "source sourceId", resolvable: false) { source: Source!  sourceId: ID! }
  `,
  resolvers: {
    Query: {
      entries: (_, { source, contacts, interactions }) =>
        [
          ...contacts.map((sourceId) => ({ contact: { source, sourceId } })),
          ...interactions.map((sourceId) => ({ interaction: { source, sourceId } })),
        ].map((entry, index) => ({ number: index + 1, ...entry })),
    },
  },
};

export const subgraphs = { reviews: schema(reviews), ledger: schema(ledger) };

function verdict(id) {
  return `reviewed ${id}`;
}

function schema({ typeDefs, resolvers }) {
  return buildSubgraphSchema([{ typeDefs: parse(typeDefs), resolvers }]);
}
