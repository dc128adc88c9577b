import { exportVariable, fail, input, say } from './step.ts';

/** For aws-actions/configure-aws-credentials: the variables that it exports, with a key that opens nothing but a store on loopback. */
const region = input('aws-region');
if (!/^arn:aws:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(input('role-to-assume'))) fail('role-to-assume is no ARN of a role');
if (region === '') fail('Input required and not supplied: aws-region');
const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: ['not', 'a', 'key'].join('-'),
  AWS_SESSION_TOKEN: ['not', 'a', 'token'].join('-'),
};
for (const value of Object.values(credentials)) say(`::add-mask::${value}`);
for (const [name, value] of Object.entries({ AWS_REGION: region, AWS_DEFAULT_REGION: region, ...credentials })) exportVariable(name, value);
