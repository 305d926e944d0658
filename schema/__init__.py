"""The public contract: GraphQL types as thin views over the records that the resolvers return."""
