// Prints the ARN that the AWS SDK for JavaScript acts under, by its default chain of credentials.

import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const identity = await new STSClient({ maxAttempts: 1 }).send(new GetCallerIdentityCommand({}));
console.log(identity.Arn);
