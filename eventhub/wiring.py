"""What the product itself runs."""

HOOKS = ("PROVISIONERS",)  # what each floor does with a provision file
