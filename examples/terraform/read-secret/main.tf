# A secret of AWS Secrets Manager for the rest of a configuration, and the right to read it for the role of a program.
# The value itself does not pass through: it would stand in the state. Give programs the reference, and let them resolve it.

variable "name" {
  description = "Name of the secret by the convention prefix/environment/service, as `watertight move` gives it."
  type        = string

  validation {
    condition     = can(regex("^[\\w+=.@-]+/[\\w+=.@-]+/[\\w+=.@-]+$", var.name))
    error_message = "The name has three parts: prefix/environment/service."
  }
}

variable "role" {
  description = "Name of the IAM role that reads the secret. Empty: none."
  type        = string
  default     = ""
}

data "aws_secretsmanager_secret" "this" {
  name = var.name
}

data "aws_iam_policy_document" "read" {
  statement {
    sid       = "ReadSecrets"
    actions   = ["secretsmanager:GetSecretValue"]
    resources = [data.aws_secretsmanager_secret.this.arn]
  }
}

resource "aws_iam_role_policy" "read" {
  count  = var.role == "" ? 0 : 1
  name   = "read-${replace(var.name, "/", "-")}"
  role   = var.role
  policy = data.aws_iam_policy_document.read.json
}

output "reference" {
  description = "For NAME_SECRET_ARN in the environment of a program, which watertight/register or watertight run resolves."
  value       = data.aws_secretsmanager_secret.this.arn
}

output "policy_json" {
  description = "For a role that is made elsewhere."
  value       = data.aws_iam_policy_document.read.json
}
